using System.Numerics.Tensors;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Quantizing.Calibration;

/// <summary>The distribution of a tensor's values in constant memory: bins of one width around zero, which double their width when a value falls
/// outside. Widths are powers of two and bins nest, so the result does not depend on the order of the values. Exact zeros, which padding and Relu
/// make in masses and which every quantizer represents exactly, are counted apart.</summary>
public sealed class ValueHistogram
{
    /// <summary>Bins on each side of zero; bin k of the upper side covers [k·width, (k+1)·width).</summary>
    public const int BinsPerSide = 4096;

    private readonly long[] _bins = new long[2 * BinsPerSide];
    private int _exponent = int.MinValue;

    /// <summary>Values seen in all.</summary>
    public long Count { get; private set; }

    public long Zeros { get; private set; }

    /// <summary>Width of a bin; 0 while nothing but zeros was seen.</summary>
    public double BinWidth => _exponent == int.MinValue ? 0 : Math.ScaleB(1, _exponent);

    /// <summary>The smallest value seen; 0 before the first.</summary>
    public float Min { get; private set; }

    /// <summary>The largest value seen; 0 before the first.</summary>
    public float Max { get; private set; }

    /// <summary>Counts without the zeros; bin <see cref="BinsPerSide"/> is the first above zero.</summary>
    public ReadOnlySpan<long> Bins => _bins;

    /// <summary>The middle of bin <paramref name="index"/> of <see cref="Bins"/>.</summary>
    public double Center(int index) => (index - BinsPerSide + 0.5) * BinWidth;

    /// <exception cref="StepFailureException">A value is NaN or infinite.</exception>
    public void Observe(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var (low, high) = (TensorPrimitives.Min(values), TensorPrimitives.Max(values));
        if (!float.IsFinite(low) || !float.IsFinite(high))
        {
            throw new StepFailureException(FailureCause.NotANumber, "Calibration met an activation that is not finite.");
        }

        (Min, Max) = Count == 0 ? (low, high) : (Math.Min(Min, low), Math.Max(Max, high));
        Count += values.Length;
        GrowTo(Math.Max(Math.Abs(low), Math.Abs(high)));
        var perBin = _exponent == int.MinValue ? 0 : Math.ScaleB(1, -_exponent);
        foreach (var value in values)
        {
            if (value == 0)
            {
                Zeros++;
            }
            else
            {
                _bins[(int)Math.Floor(value * perBin) + BinsPerSide]++;
            }
        }
    }

    private void GrowTo(float reach)
    {
        if (reach == 0)
        {
            return;
        }

        // The smallest width at which reach, and −reach, have a bin: reach < BinsPerSide · 2^exponent.
        var needed = Math.ILogB(reach) + 1 - Math.ILogB(BinsPerSide);
        if (_exponent == int.MinValue)
        {
            _exponent = needed;
        }

        for (; _exponent < needed; _exponent++)
        {
            Halve();
        }
    }

    private void Halve()
    {
        var (half, zero) = (BinsPerSide / 2, BinsPerSide);
        for (var k = 0; k < half; k++)
        {
            _bins[zero + k] = _bins[zero + 2 * k] + _bins[zero + 2 * k + 1];
            _bins[zero - 1 - k] = _bins[zero - 1 - 2 * k] + _bins[zero - 2 - 2 * k];
        }

        Array.Clear(_bins, zero + half, half);
        Array.Clear(_bins, 0, half);
    }
}
