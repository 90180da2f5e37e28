using System.Globalization;

namespace AutoCompress.Wire.Framing;

/// <summary>The grpc-timeout header: at most eight digits and a unit.</summary>
public static class GrpcTimeout
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;

    // From the finest unit to the coarsest, with its ticks (of 100 ns) or, for n, its fraction of a tick.
    private static readonly (char Unit, double Ticks)[] Units =
    [
        ('n', 0.01), ('u', 10), ('m', TimeSpan.TicksPerMillisecond), ('S', TimeSpan.TicksPerSecond), ('M', TimeSpan.TicksPerMinute),
        ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>The finest form that fits, rounded up; not less than zero.</summary>
    public static string Format(TimeSpan timeout)
    {
        foreach (var (unit, ticks) in Units)
        {
            var value = Math.Ceiling(Math.Max(0, timeout.Ticks) / ticks);
            if (value <= MaxValue)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{(long)value}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{MaxValue}H");
    }

    /// <summary>False when the text is no timeout. One beyond <see cref="TimeSpan.MaxValue"/> becomes that.</summary>
    public static bool TryParse(string text, out TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(text);
        timeout = default;
        if (text.Length is < 2 or > MaxDigits + 1 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        foreach (var (unit, ticks) in Units)
        {
            if (text[^1] == unit)
            {
                var total = Math.Ceiling(value * ticks);
                timeout = total >= TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue : new TimeSpan((long)total);
                return true;
            }
        }

        return false;
    }
}
