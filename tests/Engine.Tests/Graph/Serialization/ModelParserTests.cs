using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Engine.Tests.Exporters;
using AutoCompress.Engine.Tests.Families;
using AutoCompress.Trials;
using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Tests.Graph.Serialization;

public sealed class ModelParserTests
{
    public static TheoryData<string> Models => [.. Family.Names.Where(name => name.EndsWith("-17", StringComparison.Ordinal)), .. ExporterMess.Cases.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void Parse_SoundModel_IsWhatProtobufReads(string name) => Assert.Equal(ModelProto.Parser.ParseFrom(Bytes(name)), Parse(Bytes(name)));

    [Theory]
    [MemberData(nameof(Models))]
    public void Parse_DamagedModel_IsWhatProtobufReadsOrRefused(string name)
    {
        var random = new Random(name.Length);
        for (var i = 0; i < 100; i++)
        {
            var bytes = Bytes(name);
            for (var flips = 1 + random.Next(3); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            ModelProto read;
            try
            {
                read = Parse(bytes[..(i % 4 == 0 ? random.Next(bytes.Length) : bytes.Length)]);
            }
            catch (StepFailureException e)
            {
                Assert.Equal(FailureCause.InvalidModel, e.Cause);
                continue;
            }

            Assert.Equal(i % 4 == 0 ? read : ModelProto.Parser.ParseFrom(bytes), read);
        }
    }

    [Fact]
    public void Parse_FieldThatComesTwice_IsMergedAsProtobufDoes()
    {
        var (first, second) = (Protos.Model(Protos.Node("Relu", "x", "a")), new ModelProto { Graph = new() });
        second.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 1, RawData = ByteString.CopyFrom(1, 2, 3, 4) });
        byte[] bytes = [.. first.ToByteArray(), .. second.ToByteArray()];

        Assert.Equal(ModelProto.Parser.ParseFrom(bytes), Parse(bytes));
    }

    [Fact]
    public void Parse_LargeWeights_AreHeldOnce()
    {
        var model = Protos.Model(Protos.Node("Identity", "w", "y"));
        model.Graph.Initializer.Add(TensorWriter.Write(new Tensor(ElementType.UInt8, [1 << 24], new byte[1 << 24]), "w"));
        using var stream = new MemoryStream(model.ToByteArray());
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = ModelParser.Parse(stream);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1 << 24, (1 << 24) + (1 << 18));
        Assert.Equal(1 << 24, read.Graph.Initializer[0].RawData.Length);
    }

    [Fact]
    public void Parse_WithoutData_AllocatesTheStructureOnly()
    {
        var model = Protos.Model(Protos.Node("Identity", "w", "y"));
        model.Graph.Initializer.Add(TensorWriter.Write(new Tensor(ElementType.UInt8, [1 << 24], new byte[1 << 24]), "w"));
        using var stream = new MemoryStream(model.ToByteArray());
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = ModelParser.Parse(stream, withData: false);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
        Assert.Equal(("w", 0), (read.Graph.Initializer[0].Name, read.Graph.Initializer[0].RawData.Length));
    }

    [Fact]
    public void Parse_DeclaredLengthBeyondTheFile_IsRefusedBeforeItIsAllocated()
    {
        // Field 7 (the graph) of 2 GB, with field 5 (an initializer) and field 9 (its data) of as much.
        byte[] bytes = [0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x2A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x4A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(FailureCause.InvalidModel, Assert.Throws<StepFailureException>(() => Parse(bytes)).Cause);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
    }

    [Fact]
    public void Parse_GraphsInsideGraphs_EndSomewhere()
    {
        var graph = new GraphProto { Name = "innermost" };
        for (var depth = 0; depth < 2000; depth++)
        {
            var node = new NodeProto { OpType = "If" };
            node.Attribute.Add(new AttributeProto { Name = "then_branch", G = graph });
            graph = new() { Node = { node } };
        }

        var bytes = new ModelProto { Graph = graph }.ToByteArray();

        Assert.Equal(FailureCause.InvalidModel, Assert.Throws<StepFailureException>(() => Parse(bytes)).Cause);
    }

    private static ModelProto Parse(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return ModelParser.Parse(stream);
    }

    private static byte[] Bytes(string name) =>
        ExporterMess.Cases.ContainsKey(name) ? ExporterMess.Model(name).ToByteArray() : File.ReadAllBytes(Family.PathOf(name));
}
