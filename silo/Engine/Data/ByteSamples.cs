namespace AutoCompress.Engine.Data;

/// <summary>Samples of bytes in memory.</summary>
public sealed class ByteSamples : SampleStore
{
    private readonly byte[] _bytes;

    /// <param name="bytes">[samples, shape...], row-major; not copied.</param>
    /// <exception cref="ArgumentException">The bytes are not as long as shape and count say.</exception>
    public ByteSamples(string name, ReadOnlySpan<long> shape, int count, byte[] bytes) : base(name, shape, count)
    {
        if ((long)Size * count != bytes.Length)
        {
            throw new ArgumentException($"{count} samples of {Size} bytes are not {bytes.Length} bytes.", nameof(bytes));
        }

        _bytes = bytes;
    }

    /// <inheritdoc/>
    public override void Read(int index, Span<float> values)
    {
        var stored = _bytes.AsSpan(checked(index * Size), Size);
        for (var i = 0; i < stored.Length; i++)
        {
            values[i] = stored[i];
        }
    }
}
