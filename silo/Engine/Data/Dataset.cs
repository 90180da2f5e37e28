using System.Collections.Immutable;

namespace AutoCompress.Engine.Data;

/// <summary>Samples as they are stored: one store for each input of the model, and one for their labels where there are any.</summary>
public sealed class Dataset
{
    /// <param name="source">Where it comes from, for messages.</param>
    /// <param name="inputs">At least one.</param>
    /// <param name="truth">The labels, as many as there are samples; null for none.</param>
    /// <param name="classes">Names of the classes where the source has them; empty otherwise.</param>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public Dataset(string source, ImmutableArray<SampleStore> inputs, SampleStore? truth, ImmutableArray<string> classes)
    {
        if (inputs.IsEmpty || inputs.Any(input => input.Count != inputs[0].Count) || (truth is not null && truth.Count != inputs[0].Count))
        {
            throw new ArgumentException($"{truth?.Count} labels need as many samples of at least one input.", nameof(inputs));
        }

        (Source, Inputs, Truth, Classes) = (source, inputs, truth, classes);
        SampleSize = checked(inputs.Sum(input => input.Size));
    }

    /// <summary>One class a sample.</summary>
    /// <param name="labels">From 0.</param>
    /// <inheritdoc cref="Dataset(string, ImmutableArray{SampleStore}, SampleStore?, ImmutableArray{string})"/>
    public Dataset(string source, ImmutableArray<SampleStore> inputs, int[] labels, ImmutableArray<string> classes)
        : this(source, inputs, new ClassLabels(labels), classes)
    {
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

    /// <summary>The labels: a class of rank 0, a row of flags or numbers, or a map of classes, where negative ones do not count. Null for none.</summary>
    public SampleStore? Truth { get; }

    /// <summary>Names of the classes in the order of their labels; empty when the source has none.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>Samples.</summary>
    public int Count => Inputs[0].Count;

    /// <summary>Shape of one sample of the first input as stored.</summary>
    public ReadOnlySpan<long> SampleShape => Inputs[0].Shape;

    /// <summary>Numbers of one sample, of all inputs.</summary>
    public int SampleSize { get; }

    /// <summary>The classes of the samples, where each has one; empty otherwise.</summary>
    public ReadOnlySpan<int> Labels => Truth is ClassLabels classes ? classes.Labels : [];

    /// <summary>The stored numbers of sample <paramref name="index"/>, its inputs one behind the other.</summary>
    public void Read(int index, Span<float> values)
    {
        foreach (var input in Inputs)
        {
            input.Read(index, values[..input.Size]);
            values = values[input.Size..];
        }
    }

    /// <summary>All samples as one split, in their order.</summary>
    public DataSplit Whole() => new(this, [.. Enumerable.Range(0, Count)]);
}
