using Onnx;

namespace AutoCompress.Engine.Tests.Graph.Serialization;

/// <summary>Models written field by field, as other programs (and hostile ones) write them.</summary>
internal static class Protos
{
    /// <summary>x [2] → the nodes → y.</summary>
    public static ModelProto Model(params NodeProto[] nodes)
    {
        var graph = new GraphProto { Name = "g" };
        graph.Input.Add(Port("x"));
        graph.Output.Add(Port("y"));
        graph.Node.AddRange(nodes);
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        return model;
    }

    public static NodeProto Node(string op, string inputs, string outputs)
    {
        var node = new NodeProto { OpType = op };
        node.Input.AddRange(inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        node.Output.AddRange(outputs.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return node;
    }

    public static ValueInfoProto Port(string name)
    {
        var type = new TypeProto.Types.Tensor { ElemType = 1, Shape = new() };
        type.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 2 });
        return new() { Name = name, Type = new() { TensorType = type } };
    }

    public static TensorProto Floats(string name, params float[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = 1 };
        tensor.Dims.Add(values.Length);
        tensor.FloatData.AddRange(values);
        return tensor;
    }
}
