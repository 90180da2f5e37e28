using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>The samples of one input as they are stored: in memory, or read from disk when they are asked for. Several threads may read at once.</summary>
public abstract class SampleStore
{
    private readonly long[] _shape;

    /// <param name="name">Of the model's input that it feeds; empty for the only one.</param>
    /// <param name="shape">Of one sample.</param>
    protected SampleStore(string name, ReadOnlySpan<long> shape, int count)
    {
        (Name, _shape, Count) = (name, shape.ToArray(), count);
        Size = checked((int)Graph.Tensor.CountOf(shape));
    }

    public string Name { get; }

    /// <summary>Samples.</summary>
    public int Count { get; }

    /// <summary>Shape of one sample.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>Numbers of one sample.</summary>
    public int Size { get; }

    /// <summary>Writes the stored numbers of sample <paramref name="index"/> into <paramref name="values"/>, which is <see cref="Size"/> long.</summary>
    /// <exception cref="StepFailureException">The sample cannot be read any more, or is damaged.</exception>
    public abstract void Read(int index, Span<float> values);
}
