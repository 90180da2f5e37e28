using AutoCompress.Trials;
using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>A lone tensor as ONNX test data keeps it (input_0.pb).</summary>
internal static class TensorFile
{
    /// <exception cref="StepFailureException"><see cref="FailureCause.InvalidModel"/>.</exception>
    public static (string Name, Tensor Value) Parse(byte[] bytes)
    {
        try
        {
            var proto = TensorProto.Parser.ParseFrom(bytes);
            return (proto.Name, new TensorReader(external: null).Read(proto, $"tensor '{proto.Name}'"));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Invalid.Model("this is no ONNX tensor: " + e.Message, e);
        }
    }
}
