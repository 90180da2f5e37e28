using System.Collections.Immutable;

namespace AutoCompress.Engine.Graph;

/// <summary>An attribute of a node. Immutable.</summary>
public abstract record AttributeValue
{
    private AttributeValue()
    {
    }

    public sealed record Int(long Value) : AttributeValue;

    public sealed record Float(float Value) : AttributeValue;

    /// <summary>ONNX strings are bytes; nearly all are UTF-8.</summary>
    public sealed record Text(string Value) : AttributeValue;

    public sealed record Ints(ImmutableArray<long> Values) : AttributeValue;

    public sealed record Floats(ImmutableArray<float> Values) : AttributeValue;

    public sealed record Texts(ImmutableArray<string> Values) : AttributeValue;

    public sealed record Constant(Tensor Value) : AttributeValue;

    /// <summary>Anything that no pass edits (subgraphs, sparse tensors, type protos, bytes that are no UTF-8): the AttributeProto as it came.</summary>
    public sealed record Opaque(ReadOnlyMemory<byte> Proto) : AttributeValue;
}
