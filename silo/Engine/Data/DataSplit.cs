using System.Collections.Immutable;

namespace AutoCompress.Engine.Data;

/// <summary>Some samples of a <see cref="Dataset"/>, in a fixed order.</summary>
/// <param name="Indices">Positions in the data set.</param>
public sealed record DataSplit(Dataset Data, ImmutableArray<int> Indices)
{
    public int Count => Indices.Length;

    /// <summary>Writes the sample at <paramref name="position"/>, normalised, into <paramref name="inputs"/>.</summary>
    public void Read(int position, Normalisation normalisation, Span<float> inputs)
    {
        Data.Read(Indices[position], inputs);
        normalisation.Apply(Data.Inputs, inputs);
    }

    /// <summary>The classes in the split's order, where each sample has one.</summary>
    public int[] Labels()
    {
        var labels = new int[Data.Labels.IsEmpty ? 0 : Count];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = Data.Labels[Indices[i]];
        }

        return labels;
    }

    /// <summary>Writes the label of the sample at <paramref name="position"/>, see <see cref="Dataset.Truth"/>.</summary>
    public void ReadTruth(int position, Span<float> truth) => Data.Truth!.Read(Indices[position], truth);

    /// <summary>The first <paramref name="count"/> samples, or all when there are fewer.</summary>
    public DataSplit Take(int count) => count >= Count ? this : this with { Indices = Indices[..count] };
}
