using System.Collections.Immutable;

namespace AutoCompress.Engine.Data;

/// <summary>Labelled samples as they are stored: one store for each input of the model, and one label each.</summary>
public sealed class Dataset
{
    private readonly int[] _labels;

    /// <param name="source">Where it comes from, for messages.</param>
    /// <param name="inputs">At least one, with as many samples as there are labels.</param>
    /// <param name="labels">From 0.</param>
    /// <param name="classes">Names of the classes where the source has them; empty otherwise.</param>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public Dataset(string source, ImmutableArray<SampleStore> inputs, int[] labels, ImmutableArray<string> classes)
    {
        if (inputs.IsEmpty || inputs.Any(input => input.Count != labels.Length))
        {
            throw new ArgumentException($"{labels.Length} labels need as many samples of at least one input.", nameof(inputs));
        }

        (Source, Inputs, _labels, Classes) = (source, inputs, labels, classes);
    }

    /// <summary>Bytes in memory for a model of one input.</summary>
    /// <param name="sampleShape">Shape of one sample as stored, for example [28, 28].</param>
    /// <param name="samples">[labels.Length, sampleShape...], row-major.</param>
    /// <exception cref="ArgumentException">The samples are not as long as shape and labels say.</exception>
    public Dataset(string source, ReadOnlySpan<long> sampleShape, byte[] samples, int[] labels)
        : this(source, [new ByteSamples("", sampleShape, labels.Length, samples)], labels, [])
    {
    }

    public string Source { get; }

    /// <summary>The samples, by input.</summary>
    public ImmutableArray<SampleStore> Inputs { get; }

    /// <summary>Names of the classes in the order of their labels; empty when the source has none.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>Samples.</summary>
    public int Count => _labels.Length;

    /// <summary>Shape of one sample of the first input as stored.</summary>
    public ReadOnlySpan<long> SampleShape => Inputs[0].Shape;

    /// <summary>Numbers of one sample of the first input.</summary>
    public int SampleSize => Inputs[0].Size;

    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>The stored numbers of sample <paramref name="index"/> of the first input.</summary>
    public void Read(int index, Span<float> values) => Inputs[0].Read(index, values);

    /// <summary>All samples as one split, in their order.</summary>
    public DataSplit Whole() => new(this, [.. Enumerable.Range(0, Count)]);
}
