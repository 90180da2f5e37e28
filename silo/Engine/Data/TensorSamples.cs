using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Data;

/// <summary>Samples of any plain number type in memory, as they were stored.</summary>
internal sealed class TensorSamples(string name, ElementType type, ReadOnlySpan<long> shape, int count, ReadOnlyMemory<byte> data)
    : SampleStore(name, shape, count)
{
    private readonly int _bytes = checked((int)type.Bytes(Graph.Tensor.CountOf(shape)));

    /// <inheritdoc/>
    public override void Read(int index, Span<float> values) => Elements.ToFloats(type, data.Span.Slice(checked(index * _bytes), _bytes), values);
}
