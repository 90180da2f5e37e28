using System.Runtime.Intrinsics;

namespace AutoCompress.Search;

/// <summary>
/// Elementary functions and sums out of additions and multiplications alone, four lanes whatever the processor has: the C library's own differ in
/// the last bit between machines, and a decision must replay on all of them.
/// </summary>
internal static class PortableMath
{
    /// <summary>Doubles in a vector; arrays are padded to multiples of it.</summary>
    public const int Lanes = 4;

    private const double InverseLn2 = 1.4426950408889634;
    private const double Ln2High = 0.693147180369123816490;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>1.5 · 2⁵²: added to a small number, it leaves the nearest whole number in the low bits.</summary>
    private const double RoundingShift = 6755399441055744;

    private const double LeastExponent = -700;
    private const double InverseRootOfTwoPi = 0.3989422804014327;

    /// <summary>1/k! for k = 2 … 11.</summary>
    private static readonly double[] Taylor = [.. Enumerable.Range(2, 10).Select(k => 1 / Enumerable.Range(1, k).Aggregate(1.0, (f, i) => f * i))];

    /// <summary>e to the power of <paramref name="x"/> ≤ 700, to about 1e-14 of itself; below −700 as at −700.</summary>
    public static double Exp(double x) => Exp(Vector256.Create(x)).ToScalar();

    /// <summary>Lane by lane.</summary>
    public static Vector256<double> Exp(Vector256<double> x)
    {
        x = Vector256.Max(x, Vector256.Create(LeastExponent));
        var shifted = x * InverseLn2 + Vector256.Create(RoundingShift);
        var whole = shifted - Vector256.Create(RoundingShift);
        var rest = x - whole * Ln2High - whole * Ln2Low;
        var sum = Vector256.Create(Taylor[^1]);
        for (var i = Taylor.Length - 2; i >= 0; i--)
        {
            sum = sum * rest + Vector256.Create(Taylor[i]);
        }

        var power = (sum * rest + Vector256<double>.One) * rest + Vector256<double>.One;
        var exponent = Vector256.ShiftLeft(shifted.AsInt64() + Vector256.Create(1023L), 52);
        return power * exponent.AsDouble();
    }

    /// <summary>Natural logarithm of a positive, normal <paramref name="x"/>, by Newton's method on <see cref="Exp(double)"/>.</summary>
    public static double Log(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)((bits >> 52) & 0x7FF) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        var log = 2 * (mantissa - 1) / (mantissa + 1);
        for (var i = 0; i < 3; i++)
        {
            var power = Exp(log);
            log += 2 * (mantissa - power) / (mantissa + power);
        }

        return log + exponent * (Ln2High + Ln2Low);
    }

    /// <summary><paramref name="x"/> to the power of <paramref name="exponent"/>; 0 where x is not above 0.</summary>
    public static double Power(double x, double exponent) => x > 0 ? Exp(exponent * Log(x)) : 0;

    /// <summary>The density of the standard normal distribution.</summary>
    public static double Density(double z) => InverseRootOfTwoPi * Exp(-0.5 * z * z);

    /// <summary>The distribution function of the standard normal distribution, to 1e-7 (Abramowitz and Stegun 26.2.17).</summary>
    public static double Distribution(double z)
    {
        var t = 1 / (1 + 0.2316419 * Math.Abs(z));
        var tail = Density(z) * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return z >= 0 ? 1 - tail : tail;
    }

    /// <summary>The scalar product of the first <paramref name="count"/> elements.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int count)
    {
        var (even, odd) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i + 2 * Lanes <= count; i += 2 * Lanes)
        {
            even += Vector256.Create(a[i..]) * Vector256.Create(b[i..]);
            odd += Vector256.Create(a[(i + Lanes)..]) * Vector256.Create(b[(i + Lanes)..]);
        }

        var lanes = even + odd;
        var sum = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        for (; i < count; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
