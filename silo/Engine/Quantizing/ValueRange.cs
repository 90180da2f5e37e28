namespace AutoCompress.Engine.Quantizing;

/// <summary>The closed interval of real values that a quantizer is to represent. It always holds 0, because padding and Relu need an exact zero.</summary>
public readonly record struct ValueRange
{
    /// <param name="low">Lowered to 0 where it is above.</param>
    /// <param name="high">Raised to 0 where it is below.</param>
    /// <exception cref="ArgumentException">A border is NaN or infinite.</exception>
    public ValueRange(double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high))
        {
            throw new ArgumentException($"A range needs finite borders, not [{low}, {high}].");
        }

        (Low, High) = (Math.Min(low, 0), Math.Max(high, 0));
    }

    public double Low { get; }

    public double High { get; }

    /// <summary>The larger distance of a border from zero.</summary>
    public double Reach => Math.Max(-Low, High);
}
