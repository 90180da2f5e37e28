using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Trials;
using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Tests.Graph.Serialization;

public sealed class ExternalDataTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("external").FullName;
    private readonly string _folder;

    public ExternalDataTests()
    {
        _folder = Directory.CreateDirectory(Path.Combine(_root, "model")).FullName;
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), [9, 9, 9, 9, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]);
        File.WriteAllBytes(Path.Combine(_root, "secret.bin"), new byte[64]);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Load_FileBesideTheModel_IsReadAndSavedInside()
    {
        var graph = OnnxFile.Load(Write("weights.bin", ("offset", "4"), ("length", "8")));

        Assert.Equal([1f, 2f], graph["w"].Constant!.Values<float>().ToArray());
        File.Delete(Path.Combine(_folder, "weights.bin"));
        using var session = OrtSession.Of(graph);
        Assert.Equal([11, 22], session.Run(Tensor.Of([10f, 20f], 2))[0].Values<float>().ToArray());
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("a/../../secret.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("..\\secret.bin")]
    [InlineData("C:\\secret.bin")]
    [InlineData("")]
    [InlineData("weights.bin/")]
    public void Load_PathOutsideTheFolder_IsRefused(string location) => AssertRefused("does not lie in the model's folder", Write(location));

    [Fact]
    public void Load_MissingFile_SaysWhich() => AssertRefused("'none.bin', which is not beside the model", Write("none.bin"));

    [Fact]
    public void Load_LinkToAFileOutside_IsRefused()
    {
        File.CreateSymbolicLink(Path.Combine(_folder, "link.bin"), Path.Combine(_root, "secret.bin"));

        AssertRefused("symbolic link", Write("link.bin"));
    }

    [Fact]
    public void Load_LinkToAFolderOutside_IsRefused()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder, "sub"), _root);

        AssertRefused("symbolic link", Write("sub/secret.bin"));
    }

    [Theory]
    [InlineData("8", "8", "holds 12 bytes only")]
    [InlineData("9223372036854775807", "8", "holds 12 bytes only")]
    [InlineData("0", "12", "needs 8 bytes, but declares 12")]
    [InlineData("-4", "8", "no valid offset")]
    [InlineData("0", "eight", "no valid length")]
    public void Load_RangeThatDoesNotFit_IsRefusedBeforeItIsRead(string offset, string length, string words) =>
        AssertRefused(words, Write("weights.bin", ("offset", offset), ("length", length)));

    [Fact]
    public void Load_HugeDeclaredTensor_IsRefusedBeforeItIsAllocated() =>
        AssertRefused("holds 12 bytes only", Write("weights.bin", size: 1L << 40));

    [Fact]
    public void Load_ExternalTensorInASubgraph_ComesInsideToo()
    {
        var branch = new GraphProto { Name = "b" };
        branch.Initializer.Add(External("inner", "weights.bin", 2, ("offset", "4")));
        branch.Node.Add(Protos.Node("Add", "x inner", "a"));
        branch.Output.Add(Protos.Port("a"));
        var model = Protos.Model(Protos.Node("If", "condition", "y"));
        model.Graph.Initializer.Add(new TensorProto { Name = "condition", DataType = 9, RawData = ByteString.CopyFrom(1) });
        model.Graph.Node[0].Attribute.AddRange(new[] { "then_branch", "else_branch" }.Select(name =>
            new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = branch.Clone() }));
        var path = Path.Combine(_folder, "if.onnx");
        File.WriteAllBytes(path, model.ToByteArray());

        using var session = OrtSession.Of(OnnxFile.Load(path));

        Assert.Equal([11, 22], session.Run(Tensor.Of([10f, 20f], 2))[0].Values<float>().ToArray());
    }

    private static void AssertRefused(string words, string path)
    {
        var failure = Assert.Throws<StepFailureException>(() => OnnxFile.Load(path));
        Assert.Equal(FailureCause.InvalidModel, failure.Cause);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    private string Write(string location, params (string Key, string Value)[] entries) => Write(location, 2, entries);

    private string Write(string location, long size, params (string Key, string Value)[] entries)
    {
        var model = Protos.Model(Protos.Node("Add", "x w", "y"));
        model.Graph.Initializer.Add(External("w", location, size, entries));
        var path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }

    private static TensorProto External(string name, string location, long size, params (string Key, string Value)[] entries)
    {
        var tensor = new TensorProto { Name = name, DataType = 1, DataLocation = TensorProto.Types.DataLocation.External };
        tensor.Dims.Add(size);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.AddRange(entries.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        return tensor;
    }
}
