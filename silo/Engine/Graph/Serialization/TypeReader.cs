using System.Collections.Immutable;
using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

internal static class TypeReader
{
    /// <summary>Gives <paramref name="value"/> the type and shape of <paramref name="type"/>; sequences, maps and optionals stay opaque.</summary>
    public static void Apply(TypeProto? type, GraphValue value)
    {
        if (type is null)
        {
            return;
        }

        if (type.ValueCase != TypeProto.ValueOneofCase.TensorType)
        {
            value.OpaqueType = type.ToByteArray();
            return;
        }

        value.Type = (ElementType)type.TensorType.ElemType;
        value.Shape = type.TensorType.Shape is { } shape ? [.. shape.Dim.Select(Read)] : null;
    }

    public static TypeProto? Write(GraphValue value)
    {
        if (value.OpaqueType is { } opaque)
        {
            return TypeProto.Parser.ParseFrom(opaque.Span);
        }

        if (value.Type == ElementType.Undefined && value.Shape is null)
        {
            return null;
        }

        var tensor = new TypeProto.Types.Tensor { ElemType = (int)value.Type };
        if (value.Shape is { } shape)
        {
            tensor.Shape = new();
            tensor.Shape.Dim.AddRange(shape.Select(Write));
        }

        return new() { TensorType = tensor };
    }

    private static Dim Read(TensorShapeProto.Types.Dimension dim) => dim.ValueCase switch
    {
        // Some exporters write −1 where they mean "any".
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue when dim.DimValue >= 0 => Dim.Of(dim.DimValue),
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam when dim.DimParam.Length > 0 => Dim.Named(dim.DimParam),
        _ => Dim.Unknown,
    };

    private static TensorShapeProto.Types.Dimension Write(Dim dim)
    {
        var written = new TensorShapeProto.Types.Dimension();
        if (dim.Size is { } size)
        {
            written.DimValue = size;
        }
        else if (dim.Symbol is { } symbol)
        {
            written.DimParam = symbol;
        }

        return written;
    }
}
