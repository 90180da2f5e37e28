namespace AutoCompress.Engine.Data;

/// <summary>Samples of numbers in memory.</summary>
internal sealed class FloatSamples : SampleStore
{
    private readonly float[] _values;

    /// <param name="values">[samples, shape...], row-major; not copied.</param>
    /// <exception cref="ArgumentException">The values are not as many as shape and count say.</exception>
    public FloatSamples(string name, ReadOnlySpan<long> shape, int count, float[] values) : base(name, shape, count)
    {
        if ((long)Size * count != values.Length)
        {
            throw new ArgumentException($"{count} samples of {Size} numbers are not {values.Length} numbers.", nameof(values));
        }

        _values = values;
    }

    /// <inheritdoc/>
    public override void Read(int index, Span<float> values) => _values.AsSpan(checked(index * Size), Size).CopyTo(values);
}
