using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>
/// A <see cref="ModelProto"/> from a stream, with the bytes of its tensors read once, straight into arrays of their own: protobuf's parser holds
/// them three times while it reads. Procedure: (1) the stream is walked along the fields that lead to tensors, and the data of each tensor is
/// taken out and a number put in its place; (2) what is left is parsed; (3) the data are put back.
/// </summary>
internal sealed class ModelParser
{
    private const int RawDataField = 9;

    /// <summary>As deep as protobuf's own parser goes.</summary>
    private const int Deepest = 100;

    /// <summary>The fields that lead to tensors.</summary>
    private static readonly Dictionary<(Kind Message, int Field), Kind> Inner = new()
    {
        [(Kind.Model, ModelProto.GraphFieldNumber)] = Kind.Graph,
        [(Kind.Graph, GraphProto.NodeFieldNumber)] = Kind.Node,
        [(Kind.Graph, GraphProto.InitializerFieldNumber)] = Kind.Tensor,
        [(Kind.Graph, GraphProto.SparseInitializerFieldNumber)] = Kind.Sparse,
        [(Kind.Node, NodeProto.AttributeFieldNumber)] = Kind.Attribute,
        [(Kind.Attribute, AttributeProto.TFieldNumber)] = Kind.Tensor,
        [(Kind.Attribute, AttributeProto.TensorsFieldNumber)] = Kind.Tensor,
        [(Kind.Attribute, AttributeProto.GFieldNumber)] = Kind.Graph,
        [(Kind.Attribute, AttributeProto.GraphsFieldNumber)] = Kind.Graph,
        [(Kind.Attribute, AttributeProto.SparseTensorFieldNumber)] = Kind.Sparse,
        [(Kind.Attribute, AttributeProto.SparseTensorsFieldNumber)] = Kind.Sparse,
        [(Kind.Sparse, SparseTensorProto.ValuesFieldNumber)] = Kind.Tensor,
        [(Kind.Sparse, SparseTensorProto.IndicesFieldNumber)] = Kind.Tensor,
    };

    private readonly WireReader _wire;
    private readonly bool _withData;
    private readonly List<ReadOnlyMemory<byte>> _data = [];

    private ModelParser(Stream stream, bool withData) => (_wire, _withData) = (new(stream), withData);

    private enum Kind
    {
        Model,
        Graph,
        Node,
        Attribute,
        Sparse,
        Tensor,
    }

    /// <param name="withData">False leaves the tensors' raw data out: what is left says the model's structure.</param>
    /// <exception cref="AutoCompress.Trials.StepFailureException">InvalidModel: the bytes are no ONNX model, or cut off.</exception>
    public static ModelProto Parse(Stream stream, bool withData = true)
    {
        var parser = new ModelParser(stream, withData);
        try
        {
            // 1.
            var rest = new WireWriter();
            parser.Walk(Kind.Model, stream.Length, rest, 0);

            // 2.
            var model = ModelProto.Parser.ParseFrom(rest.ToSequence());

            // 3.
            parser.PutBack(model);
            return model;
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Invalid.Model("this is no ONNX model, or it is cut off. Export or copy the model again. (" + e.Message + ")", e);
        }
    }

    private void Walk(Kind message, long end, WireWriter rest, int depth)
    {
        if (depth > Deepest)
        {
            throw Invalid.Model($"the model's graphs lie more than {Deepest} deep inside each other.");
        }

        while (_wire.Position < end)
        {
            var tag = _wire.Varint(end);
            rest.Varint(tag);
            switch (tag & 7)
            {
                case 0:
                    rest.Varint(_wire.Varint(end));
                    break;
                case 1:
                    rest.Add(_wire.Bytes(8, end));
                    break;
                case 5:
                    rest.Add(_wire.Bytes(4, end));
                    break;
                case 2:
                    Field(message, (int)(tag >> 3), _wire.Length(end), rest, depth);
                    break;
                default:
                    throw WireReader.CutOff();
            }
        }
    }

    private void Field(Kind message, int field, int length, WireWriter rest, int depth)
    {
        var end = _wire.Position + length;
        if (message == Kind.Tensor && field == RawDataField)
        {
            rest.Varint(sizeof(int));
            var number = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(number, _data.Count);
            rest.Add(number);
            _data.Add(_withData ? _wire.Bytes(length, end) : _wire.Skip(length));
        }
        else if (Inner.TryGetValue((message, field), out var inner))
        {
            var child = new WireWriter();
            Walk(inner, end, child, depth + 1);
            rest.Varint((ulong)child.Length);
            rest.Add(child);
        }
        else
        {
            rest.Varint((ulong)length);
            rest.Add(_wire.Bytes(length, end));
        }
    }

    private void PutBack(ModelProto model)
    {
        foreach (var tensor in ModelTensors.Of(model.Graph).Where(tensor => tensor.HasRawData))
        {
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(_data[BinaryPrimitives.ReadInt32LittleEndian(tensor.RawData.Span)]);
        }
    }
}
