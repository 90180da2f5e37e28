namespace AutoCompress.Engine.Data;

/// <summary>Labelled samples as they are stored: bytes, one label each.</summary>
public sealed class Dataset
{
    private readonly byte[] _samples;
    private readonly byte[] _labels;
    private readonly long[] _sampleShape;

    /// <param name="source">Where it comes from, for messages.</param>
    /// <param name="sampleShape">Shape of one sample as stored, for example [28, 28].</param>
    /// <param name="samples">[labels.Length, sampleShape...], row-major.</param>
    /// <exception cref="ArgumentException">The samples are not as long as shape and labels say.</exception>
    public Dataset(string source, ReadOnlySpan<long> sampleShape, byte[] samples, byte[] labels)
    {
        (Source, _sampleShape, _samples, _labels) = (source, sampleShape.ToArray(), samples, labels);
        SampleSize = checked((int)Graph.Tensor.CountOf(sampleShape));
        if ((long)SampleSize * labels.Length != samples.Length)
        {
            throw new ArgumentException($"{labels.Length} samples of {SampleSize} bytes are not {samples.Length} bytes.", nameof(samples));
        }
    }

    public string Source { get; }

    /// <summary>Samples.</summary>
    public int Count => _labels.Length;

    /// <summary>Shape of one sample as stored.</summary>
    public ReadOnlySpan<long> SampleShape => _sampleShape;

    /// <summary>Bytes of one sample.</summary>
    public int SampleSize { get; }

    public ReadOnlySpan<byte> Labels => _labels;

    public ReadOnlySpan<byte> Sample(int index) => _samples.AsSpan(checked(index * SampleSize), SampleSize);

    /// <summary>All samples as one split, in their order.</summary>
    public DataSplit Whole() => new(this, [.. Enumerable.Range(0, Count)]);
}
