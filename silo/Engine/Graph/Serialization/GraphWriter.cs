using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>A <see cref="ModelGraph"/> as a <see cref="ModelProto"/>. Initializers stand in the order in which nodes read them.</summary>
internal sealed class GraphWriter
{
    private readonly ModelGraph _graph;
    private readonly SaveOptions _options;
    private readonly Dictionary<GraphValue, GraphValue> _twins;
    private readonly Dictionary<GraphValue, string> _names;

    private GraphWriter(ModelGraph graph, SaveOptions options)
    {
        (_graph, _options) = (graph, options);
        _twins = options.ShareConstants ? EqualConstants.Of(graph) : [];
        _names = options.ShortNames ? ShortNames.Of(graph, _twins.ContainsKey) : [];
    }

    public static ModelProto Write(ModelGraph graph, SaveOptions options) => new GraphWriter(graph, options).Write();

    private ModelProto Write()
    {
        var header = _graph.Header;
        var model = new ModelProto { IrVersion = header.IrVersion, Graph = WriteGraph() };
        Set(header.ProducerName, text => model.ProducerName = text);
        Set(header.ProducerVersion, text => model.ProducerVersion = text);
        Set(header.Domain, text => model.Domain = text);
        Set(_options.Documentation ? header.Documentation : "", text => model.DocString = text);
        if (header.ModelVersion != 0)
        {
            model.ModelVersion = header.ModelVersion;
        }

        model.OpsetImport.AddRange(header.Opsets.Select(opset => new OperatorSetIdProto { Domain = opset.Key, Version = opset.Value }));
        model.MetadataProps.AddRange(header.Metadata.Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }));
        model.Functions.AddRange(header.Functions.Select(bytes => FunctionProto.Parser.ParseFrom(bytes.Span)));
        return model;
    }

    private GraphProto WriteGraph()
    {
        var proto = new GraphProto { Name = _graph.Name.Length > 0 ? _graph.Name : "model" };
        Set(_options.Documentation ? _graph.Header.GraphDocumentation : "", text => proto.DocString = text);
        proto.Input.AddRange(_graph.Inputs.Select(Describe));
        proto.Output.AddRange(_graph.Outputs.Select(Describe));
        proto.Node.AddRange(_graph.Nodes.Select(WriteNode));
        var constants = ConstantOrder.Of(_graph).Where(value => !_twins.ContainsKey(value));
        proto.Initializer.AddRange(constants.Select(value => TensorWriter.Write(value.Constant!, Name(value))));
        if (_options.ValueInfo)
        {
            var between = _graph.Nodes.SelectMany(node => node.Outputs).Where(value => value is { IsOutput: false });
            proto.ValueInfo.AddRange(between.Select(value => Describe(value!)).Where(info => info.Type is not null));
        }

        if (!_options.ShortNames)
        {
            var kept = _graph.Header.QuantizationAnnotations.Select(bytes => TensorAnnotation.Parser.ParseFrom(bytes.Span));
            proto.QuantizationAnnotation.AddRange(kept.Where(annotation => _graph.TryGetValue(annotation.TensorName, out _)));
        }

        return proto;
    }

    private NodeProto WriteNode(GraphNode node)
    {
        var proto = ProtoExtras.Node(node.Extra);
        proto.OpType = node.OpType;
        Set(node.Domain, text => proto.Domain = text);
        Set(_options.ShortNames ? "" : node.Name, text => proto.Name = text);
        Set(_options.Documentation ? node.Documentation : "", text => proto.DocString = text);
        proto.Input.AddRange(node.Inputs.Select(input => input is null ? "" : Name(input)));
        proto.Output.AddRange(node.Outputs.Select(output => output is null ? "" : Name(output)));
        proto.Attribute.AddRange(node.Attributes.Select(pair => AttributeWriter.Write(pair.Key, pair.Value)));
        return proto;
    }

    private ValueInfoProto Describe(GraphValue value)
    {
        var info = new ValueInfoProto { Name = Name(value) };
        if (TypeReader.Write(value) is { } type)
        {
            info.Type = type;
        }

        return info;
    }

    private string Name(GraphValue value)
    {
        var written = _twins.GetValueOrDefault(value, value);
        return _names.GetValueOrDefault(written, written.Name);
    }

    private static void Set(string text, Action<string> set)
    {
        if (text.Length > 0)
        {
            set(text);
        }
    }
}
