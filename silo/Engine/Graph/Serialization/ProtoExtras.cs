using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>Fields that are newer than our schema (a function's overload, node metadata) survive a load and a save.</summary>
internal static class ProtoExtras
{
    private static readonly int EmptySize = new NodeProto().CalculateSize();

    public static ReadOnlyMemory<byte> Of(NodeProto node)
    {
        var rest = node.Clone();
        rest.Input.Clear();
        rest.Output.Clear();
        rest.Attribute.Clear();
        rest.ClearName();
        rest.ClearOpType();
        rest.ClearDomain();
        rest.ClearDocString();
        return rest.CalculateSize() == EmptySize ? default : rest.ToByteArray();
    }

    public static NodeProto Node(ReadOnlyMemory<byte> extra) => extra.IsEmpty ? new() : NodeProto.Parser.ParseFrom(extra.Span);
}
