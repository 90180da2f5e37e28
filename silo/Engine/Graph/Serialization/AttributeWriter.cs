using Google.Protobuf;
using Onnx;
using Kind = Onnx.AttributeProto.Types.AttributeType;

namespace AutoCompress.Engine.Graph.Serialization;

internal static class AttributeWriter
{
    public static AttributeProto Write(string name, AttributeValue value)
    {
        if (value is AttributeValue.Opaque opaque)
        {
            return AttributeProto.Parser.ParseFrom(opaque.Proto.Span);
        }

        var proto = new AttributeProto { Name = name };
        switch (value)
        {
            case AttributeValue.Int a:
                (proto.Type, proto.I) = (Kind.Int, a.Value);
                break;
            case AttributeValue.Float a:
                (proto.Type, proto.F) = (Kind.Float, a.Value);
                break;
            case AttributeValue.Text a:
                (proto.Type, proto.S) = (Kind.String, ByteString.CopyFromUtf8(a.Value));
                break;
            case AttributeValue.Ints a:
                proto.Type = Kind.Ints;
                proto.Ints.AddRange(a.Values);
                break;
            case AttributeValue.Floats a:
                proto.Type = Kind.Floats;
                proto.Floats.AddRange(a.Values);
                break;
            case AttributeValue.Texts a:
                proto.Type = Kind.Strings;
                proto.Strings.AddRange(a.Values.Select(ByteString.CopyFromUtf8));
                break;
            case AttributeValue.Constant a:
                (proto.Type, proto.T) = (Kind.Tensor, TensorWriter.Write(a.Value, ""));
                break;
            default:
                throw new InvalidOperationException($"No attribute of ONNX is a {value.GetType().Name}.");
        }

        return proto;
    }
}
