using AutoCompress.Engine.Graph;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Graph;

public sealed class OnnxFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onnxfile").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Serialize_TwiceAndOfAClone_SameBytes()
    {
        var graph = SmallGraphs.ConvRelu();

        var bytes = OnnxFile.Serialize(graph);

        Assert.Equal(bytes, OnnxFile.Serialize(graph));
        Assert.Equal(bytes, OnnxFile.Serialize(graph.Clone()));
        Assert.Equal(bytes, OnnxFile.Serialize(OnnxFile.Parse(bytes)));
    }

    [Fact]
    public void Serialize_ForExport_IsSmallerAndKeepsTheInterface()
    {
        var graph = SmallGraphs.ConvRelu();

        var bytes = OnnxFile.Serialize(graph, SaveOptions.Export);
        var read = OnnxFile.Parse(bytes);

        Assert.True(bytes.Length < OnnxFile.Serialize(graph).Length);
        Assert.Equal("image", Assert.Single(read.Inputs).Name);
        Assert.Equal("features", Assert.Single(read.Outputs).Name);
        Assert.All(read.Constants, constant => Assert.Equal(1, constant.Name.Length));
    }

    [Fact]
    public void Serialize_ForExport_WritesEqualConstantsOnce()
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Of(2)]);
        var a = graph.AddNode("Add", "a", [x, graph.AddConstant("k", Tensor.Of([1f, 2f], 2))], "a.out").Output;
        var b = graph.AddNode("Add", "b", [a, graph.AddConstant("same", Tensor.Of([1f, 2f], 2))], "b.out").Output;
        graph.AddOutput(graph.AddNode("Add", "c", [b, graph.AddConstant("row", Tensor.Of([1f, 2f], 1, 2))], "y").Output);

        Assert.Equal(2, OnnxFile.Parse(OnnxFile.Serialize(graph, SaveOptions.Export)).Constants.Count());
        Assert.Equal(3, OnnxFile.Parse(OnnxFile.Serialize(graph)).Constants.Count());
    }

    [Fact]
    public void Save_ThenLoad_GivesTheSameGraph()
    {
        var path = Path.Combine(_folder, "a", "model.onnx");
        var graph = SmallGraphs.ConvRelu();

        OnnxFile.Save(graph, path);

        Assert.Equal(OnnxFile.Serialize(graph), OnnxFile.Serialize(OnnxFile.Load(path)));
        Assert.Equal(["model.onnx"], Directory.GetFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName));
    }

    [Fact]
    public void Load_MissingFile_SaysSo() => AssertInvalid("does not exist", Path.Combine(_folder, "none.onnx"));

    [Fact]
    public void Load_Folder_SaysSo() => AssertInvalid("folder", _folder);

    [Fact]
    public void Load_EmptyFile_SaysSo() => AssertInvalid("empty", Write([]));

    /// <summary>The file is sparse: it takes no room.</summary>
    [Fact]
    public void Load_MoreThanTwoGigabytes_SaysWhatToDo()
    {
        var path = Write([8]);
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(3L << 30);
        }

        var failure = Assert.Throws<StepFailureException>(() => OnnxFile.Load(path));

        Assert.Equal(FailureCause.Unsupported, failure.Cause);
        Assert.Contains("external data", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TextFile_SaysThatItIsNoModel() => AssertInvalid("no ONNX model", Write("This is a text, not a model.\n"u8));

    [Fact]
    public void Load_TruncatedAtEveryByte_IsInvalidOrAModelNeverAnotherException()
    {
        var bytes = OnnxFile.Serialize(SmallGraphs.ConvRelu());
        for (var length = 1; length < bytes.Length; length++)
        {
            try
            {
                OnnxFile.Parse(bytes.AsSpan(0, length));
            }
            catch (StepFailureException e)
            {
                Assert.Equal(FailureCause.InvalidModel, e.Cause);
            }
        }
    }

    [Fact]
    public void Parse_OneByteMutants_AreInvalidOrAModelNeverAnotherException()
    {
        var bytes = OnnxFile.Serialize(SmallGraphs.ConvRelu());
        var random = new Random(7);
        for (var i = 0; i < 5000; i++)
        {
            var mutant = bytes.ToArray();
            mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            try
            {
                GraphInvariants.Check(OnnxFile.Parse(mutant));
            }
            catch (StepFailureException e)
            {
                Assert.Equal(FailureCause.InvalidModel, e.Cause);
            }
        }
    }

    [Fact]
    public void Save_ToAFolderThatCannotBeMade_IsAStorageFailure()
    {
        var blocker = Write([1]);

        var failure = Assert.Throws<StepFailureException>(() => OnnxFile.Save(SmallGraphs.ConvRelu(), Path.Combine(blocker, "model.onnx")));

        Assert.Equal(FailureCause.Storage, failure.Cause);
    }

    private static void AssertInvalid(string words, string path)
    {
        var failure = Assert.Throws<StepFailureException>(() => OnnxFile.Load(path));
        Assert.Equal(FailureCause.InvalidModel, failure.Cause);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    private string Write(ReadOnlySpan<byte> bytes)
    {
        var path = Path.Combine(_folder, "bad.onnx");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
