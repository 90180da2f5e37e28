using System.Collections.Immutable;
using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>A <see cref="ModelProto"/> as a <see cref="ModelGraph"/>, everything checked on the way.</summary>
/// <remarks>
/// Procedure: (1) header; (2) initializers and Constant nodes become constants; (3) inputs; (4) nodes with their outputs, so that the
/// order of the file does not matter; (5) their inputs and captures; (6) outputs; (7) types of the values between; (8) sort.
/// </remarks>
internal sealed class GraphReader
{
    private readonly ModelGraph _graph = new();
    private readonly GraphProto _proto;
    private readonly TensorReader _tensors;
    private readonly AttributeReader _attributes;

    private GraphReader(GraphProto proto, ExternalData? external)
    {
        _proto = proto;
        _tensors = new(external);
        _attributes = new(_tensors);
    }

    /// <param name="external">Where external data may lie; null refuses it.</param>
    public static ModelGraph Read(ModelProto model, ExternalData? external)
    {
        if (model.Graph is null || model.IrVersion <= 0)
        {
            throw Invalid.Model("this is no ONNX model: it holds no graph or no IR version.");
        }

        var reader = new GraphReader(model.Graph, external);
        reader._graph.Header = HeaderReader.Read(model);
        reader._graph.Name = model.Graph.Name;
        reader.ReadConstants();
        reader.ReadInputs();
        var nodes = reader.ReadNodes();
        reader.Link(nodes);
        reader.ReadOutputs();
        reader.ReadValueInfo();
        reader.Sort();
        return reader._graph;
    }

    private void ReadConstants()
    {
        foreach (var initializer in _proto.Initializer)
        {
            AddConstant(initializer.Name, _tensors.Read(initializer, $"initializer '{initializer.Name}'"));
        }

        foreach (var sparse in _proto.SparseInitializer)
        {
            var name = sparse.Values?.Name ?? "";
            AddConstant(name, SparseReader.Read(sparse, _tensors, $"sparse initializer '{name}'"));
        }
    }

    private void AddConstant(string name, Tensor tensor)
    {
        CheckNew(name, "constant");
        _graph.AddConstant(name, tensor);
    }

    private void ReadInputs()
    {
        foreach (var input in _proto.Input)
        {
            if (_graph.TryGetValue(input.Name, out var value) && value.IsConstant)
            {
                continue;
            }

            CheckNew(input.Name, "input");
            TypeReader.Apply(input.Type, _graph.AddInput(input.Name, ElementType.Undefined, null));
        }
    }

    private List<(GraphNode Node, NodeProto Proto)> ReadNodes()
    {
        var read = new List<(GraphNode, NodeProto)>(_proto.Node.Count);
        foreach (var proto in _proto.Node)
        {
            var what = $"node '{proto.Name}' ({proto.OpType})";
            if (proto.OpType.Length == 0)
            {
                throw Invalid.Model($"node '{proto.Name}' names no operator.");
            }

            foreach (var output in proto.Output.Where(name => name.Length > 0))
            {
                CheckNew(output, $"output of {what}");
            }

            var domain = HeaderReader.Domain(proto.Domain);
            if (ConstantNode.Read(proto, domain, _tensors, what) is { } tensor)
            {
                _graph.AddConstant(proto.Output[0], tensor);
                continue;
            }

            var name = proto.Name.Length > 0 ? proto.Name : $"{proto.OpType}_{proto.Output.FirstOrDefault(o => o.Length > 0)}";
            var node = _graph.InsertNode(_graph.Nodes.Count, proto.OpType, name, [], proto.Output, domain);
            node.Documentation = proto.DocString;
            node.Extra = ProtoExtras.Of(proto);
            _attributes.Read(proto, node, what);
            read.Add((node, proto));
        }

        return read;
    }

    private void Link(List<(GraphNode Node, NodeProto Proto)> nodes)
    {
        foreach (var (node, proto) in nodes)
        {
            for (var slot = 0; slot < proto.Input.Count; slot++)
            {
                if (proto.Input[slot].Length > 0)
                {
                    ModelGraph.SetInput(node, slot, Find(proto.Input[slot], node));
                }
            }

            var names = SubgraphNames.Of(proto);
            foreach (var name in names.Free)
            {
                ModelGraph.AddCapture(node, Find(name, node));
            }

            foreach (var name in names.Defined)
            {
                _graph.Reserve(name);
            }
        }
    }

    private GraphValue Find(string name, GraphNode node) => _graph.TryGetValue(name, out var value)
        ? value
        : throw Invalid.Model($"{node} reads '{name}', which no input, initializer or node gives.");

    private void ReadOutputs()
    {
        foreach (var output in _proto.Output)
        {
            if (!_graph.TryGetValue(output.Name, out var value))
            {
                throw Invalid.Model($"the model's output '{output.Name}' is computed by no node.");
            }

            if (value.IsOutput)
            {
                throw Invalid.Model($"the model's output '{output.Name}' is listed twice.");
            }

            _graph.AddOutput(value);
            if (!value.IsConstant && !value.IsInput)
            {
                TypeReader.Apply(output.Type, value);
            }
        }

        if (_graph.Outputs.Count == 0)
        {
            throw Invalid.Model("the model has no output.");
        }
    }

    private void ReadValueInfo()
    {
        foreach (var info in _proto.ValueInfo)
        {
            if (_graph.TryGetValue(info.Name, out var value) && value is { IsConstant: false, IsInput: false, IsOutput: false })
            {
                TypeReader.Apply(info.Type, value);
            }
        }
    }

    private void Sort()
    {
        try
        {
            _graph.SortNodes();
        }
        catch (InvalidOperationException e)
        {
            throw Invalid.Model(e.Message, e);
        }
    }

    private void CheckNew(string name, string what)
    {
        if (name.Length == 0)
        {
            throw Invalid.Model($"the model has a nameless {what}.");
        }

        if (name.Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw Invalid.Model($"the name of {what} '{name}' is no valid UTF-8.");
        }

        if (_graph.TryGetValue(name, out _))
        {
            throw Invalid.Model($"the name '{name}' ({what}) is given twice.");
        }
    }
}
