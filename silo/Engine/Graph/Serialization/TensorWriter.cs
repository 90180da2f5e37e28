using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

internal static class TensorWriter
{
    public static TensorProto Write(Tensor tensor, string name)
    {
        var proto = new TensorProto { DataType = (int)tensor.Type };
        if (name.Length > 0)
        {
            proto.Name = name;
        }

        proto.Dims.AddRange(tensor.Shape.ToArray());
        if (tensor.Texts is { } texts)
        {
            proto.StringData.AddRange(texts.Select(UnsafeByteOperations.UnsafeWrap));
        }
        else
        {
            proto.RawData = UnsafeByteOperations.UnsafeWrap(tensor.Data);
        }

        return proto;
    }
}
