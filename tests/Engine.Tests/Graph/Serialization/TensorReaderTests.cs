using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Tests.Graph.Serialization;

public sealed class TensorReaderTests
{
    private static readonly (ElementType Type, int Count, Action<TensorProto> Fill, byte[] Bytes)[] Encodings =
    [
        (ElementType.Float, 2, t => t.FloatData.AddRange([1f, -2f]), [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]),
        (ElementType.Double, 1, t => t.DoubleData.Add(1), [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]),
        (ElementType.Int32, 1, t => t.Int32Data.Add(-2), [0xFE, 0xFF, 0xFF, 0xFF]),
        (ElementType.Int64, 1, t => t.Int64Data.Add(-2), [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
        (ElementType.UInt32, 1, t => t.Uint64Data.Add(0xFFFFFFFE), [0xFE, 0xFF, 0xFF, 0xFF]),
        (ElementType.UInt64, 1, t => t.Uint64Data.Add(2), [2, 0, 0, 0, 0, 0, 0, 0]),
        (ElementType.Int8, 2, t => t.Int32Data.AddRange([-1, 5]), [0xFF, 5]),
        (ElementType.UInt8, 2, t => t.Int32Data.AddRange([255, 5]), [0xFF, 5]),
        (ElementType.Bool, 2, t => t.Int32Data.AddRange([1, 0]), [1, 0]),
        (ElementType.Int16, 1, t => t.Int32Data.Add(-2), [0xFE, 0xFF]),
        (ElementType.UInt16, 1, t => t.Int32Data.Add(0xFFFE), [0xFE, 0xFF]),
        (ElementType.Float16, 1, t => t.Int32Data.Add(0x3C00), [0, 0x3C]),
        (ElementType.BFloat16, 1, t => t.Int32Data.Add(0x3F80), [0x80, 0x3F]),
        (ElementType.Float8E5M2, 1, t => t.Int32Data.Add(0x3C), [0x3C]),
        (ElementType.Int4, 3, t => t.Int32Data.AddRange([0x21, 0x0F]), [0x21, 0x0F]),
        (ElementType.UInt4, 2, t => t.Int32Data.Add(0xF1), [0xF1]),
        (ElementType.Complex64, 1, t => t.FloatData.AddRange([1f, 0f]), [0, 0, 0x80, 0x3F, 0, 0, 0, 0]),
    ];

    public static TheoryData<int> EncodingNumbers => [.. Enumerable.Range(0, Encodings.Length)];

    [Theory]
    [MemberData(nameof(EncodingNumbers))]
    public void Read_TypedAndRaw_GiveTheSameBytes(int encoding)
    {
        var (type, count, fill, bytes) = Encodings[encoding];
        var typed = Proto(type, count);
        fill(typed);
        var raw = Proto(type, count);
        raw.RawData = ByteString.CopyFrom(bytes);
        var reader = new TensorReader(external: null);

        var tensor = reader.Read(typed, "t");

        Assert.Equal(type, tensor.Type);
        Assert.Equal(bytes, tensor.Data.ToArray());
        Assert.Equal(bytes, reader.Read(raw, "t").Data.ToArray());
        Assert.Equal(bytes, TensorWriter.Write(tensor, "t").RawData.ToByteArray());
    }

    [Fact]
    public void Read_Texts_SurviveARoundTrip()
    {
        var proto = Proto(ElementType.Text, 2);
        proto.StringData.AddRange([ByteString.CopyFromUtf8("a"), ByteString.CopyFrom(0xFF)]);

        var tensor = new TensorReader(external: null).Read(proto, "t");

        Assert.Equal(proto.StringData, TensorWriter.Write(tensor, "t").StringData);
    }

    private static TensorProto Proto(ElementType type, int count)
    {
        var proto = new TensorProto { DataType = (int)type };
        proto.Dims.Add(count);
        return proto;
    }
}
