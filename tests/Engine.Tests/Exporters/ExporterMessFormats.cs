using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Engine.Tests.Graph;
using AutoCompress.Engine.Tests.Graph.Serialization;
using Onnx;
using Kind = Onnx.AttributeProto.Types.AttributeType;

namespace AutoCompress.Engine.Tests.Exporters;

/// <summary>The network of <see cref="ExporterMess"/> in other number formats: quantized operators, and halves from end to end.</summary>
internal static class ExporterMessFormats
{
    private static readonly float[] Step = [0.05f];

    /// <summary>x → QuantizeLinear → QLinearConv → QLinearConv → DequantizeLinear → GlobalAveragePool → Flatten → y, as ONNX Runtime's static quantizer writes it.</summary>
    public static void QOperator(ModelProto model)
    {
        Replace(model, Quantize("x", "xq"), Conv("xq", "w1", "b1q", "c1"), Conv("c1", "w2", null, "c2"), Dequantize("c2", "cf"), Protos.Node("GlobalAveragePool", "cf", "p"), Protos.Node("Flatten", "p", "y"));
        Codes(model, "b1q", ElementType.Int32, 8);
    }

    /// <summary>The last layer as QLinearMatMul and QLinearAdd of another domain.</summary>
    public static void QLinearMatMul(ModelProto model)
    {
        Codes(model, "wm", ElementType.Int8, 4, 5);
        model.Graph.Node.RemoveAt(4);
        model.Graph.Node.AddRange([
            Protos.Node("Flatten", "p", "f"), Quantize("f", "fq"), Protos.Node("QLinearMatMul", "fq step zero wm step zero8 step zero", "m"), Dequantize("m", "y")]);
        Parameters(model);
    }

    /// <summary>Codes and scales that are found while the model runs.</summary>
    public static void DynamicQuantization(ModelProto model)
    {
        Codes(model, "wm", ElementType.Int8, 4, 5);
        model.Graph.Node.RemoveAt(4);
        var cast = Protos.Node("Cast", "mi", "mf");
        cast.Attribute.Add(new AttributeProto { Name = "to", Type = Kind.Int, I = 1 });
        model.Graph.Node.AddRange([
            Protos.Node("Flatten", "p", "f"), Protos.Node("DynamicQuantizeLinear", "f", "fq fs fz"), Protos.Node("MatMulInteger", "fq wm fz zero8", "mi"), cast,
            Protos.Node("Mul", "fs step", "scale"), Protos.Node("Mul", "mf scale", "y")]);
        Parameters(model);
    }

    /// <summary>Inputs, weights and outputs are halves.</summary>
    public static void Float16(ModelProto model)
    {
        foreach (var tensor in model.Graph.Initializer)
        {
            var half = TensorWriter.Write(HalfNumbers.Of(new TensorReader(external: null).Read(tensor, tensor.Name)), tensor.Name);
            (tensor.DataType, tensor.RawData) = (half.DataType, half.RawData);
        }

        model.Graph.Input[0].Type.TensorType.ElemType = (int)ElementType.Float16;
        model.Graph.Output[0].Type.TensorType.ElemType = (int)ElementType.Float16;
    }

    /// <summary>Halves inside, with a Cast behind the input and before the output, as converters write it.</summary>
    public static void Float16Inside(ModelProto model)
    {
        Float16(model);
        model.Graph.Input[0].Type.TensorType.ElemType = model.Graph.Output[0].Type.TensorType.ElemType = 1;
        model.Graph.Node[0].Input[0] = "x16";
        model.Graph.Node[4].Output[0] = "y16";
        model.Graph.Node.Insert(0, Cast("x", "x16", ElementType.Float16));
        model.Graph.Node.Add(Cast("y16", "y", ElementType.Float));
    }

    private static void Replace(ModelProto model, params NodeProto[] nodes)
    {
        model.Graph.Node.Clear();
        model.Graph.Node.AddRange(nodes);
        foreach (var name in new[] { "w1", "w2" })
        {
            var floats = model.Graph.Initializer.First(tensor => tensor.Name == name);
            long[] shape = [.. floats.Dims];
            model.Graph.Initializer.Remove(floats);
            Codes(model, name, ElementType.Int8, shape);
        }

        model.Graph.Initializer.Remove(model.Graph.Initializer.First(tensor => tensor.Name == "b1"));
        Parameters(model);
    }

    private static void Parameters(ModelProto model)
    {
        model.Graph.Initializer.Add(TensorWriter.Write(Tensor.Of(Step), "step"));
        model.Graph.Initializer.Add(TensorWriter.Write(Tensor.Scalar((byte)128), "zero"));
        model.Graph.Initializer.Add(TensorWriter.Write(Tensor.Scalar((sbyte)0), "zero8"));
    }

    private static void Codes(ModelProto model, string name, ElementType type, params long[] shape)
    {
        var count = (int)Tensor.CountOf(shape);
        var codes = new byte[type.Bytes(count)];
        for (var i = 0; i < codes.Length; i += codes.Length / count)
        {
            codes[i] = (byte)(i * 7 % 20);
        }

        model.Graph.Initializer.Add(TensorWriter.Write(new Tensor(type, shape, codes), name));
    }

    private static NodeProto Quantize(string from, string to) => Protos.Node("QuantizeLinear", $"{from} step zero", to);

    private static NodeProto Dequantize(string from, string to) => Protos.Node("DequantizeLinear", $"{from} step zero", to);

    private static NodeProto Conv(string from, string weight, string? bias, string to) =>
        Protos.Node("QLinearConv", $"{from} step zero {weight} step zero8 step zero{(bias is null ? "" : " " + bias)}", to);

    private static NodeProto Cast(string from, string to, ElementType type)
    {
        var cast = Protos.Node("Cast", from, to);
        cast.Attribute.Add(new AttributeProto { Name = "to", Type = Kind.Int, I = (int)type });
        return cast;
    }
}
