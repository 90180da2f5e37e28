using AutoCompress.Client.Conformance;
using AutoCompress.Client.Errors;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Host.Workers;
using Google.Protobuf;

namespace AutoCompress.Cluster.Tests.Client;

/// <summary>Backend tests on disk, run in child processes.</summary>
public sealed class ConformanceTests : IDisposable
{
    private static readonly Tensor X = Tensor.Of([-1f, 2f], 2);

    private readonly string _folder = Directory.CreateTempSubdirectory("conformance-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_EveryKindOfTest_EndsInItsOwnVerdict()
    {
        Write("test_relu", "Relu", Tensor.Of([0f, 2f], 2));
        Write("test_wrong", "Relu", Tensor.Of([0f, 3f], 2));
        Write("test_unknown", "Levitate", X);
        File.WriteAllBytes(Path.Combine(Write("test_cut", "Relu", X), "model.onnx"), [8, 7]);
        Write("deeper/test_neg", "Neg", Tensor.Of([1f, -2f], 2));

        var outcomes = await RunAsync(null);

        Assert.Equal(["test_neg", "test_relu"], outcomes.Passed);
        Assert.Equal(["test_cut", "test_wrong"], outcomes.Failed.Keys);
        Assert.Contains("output 'y': element 1 of 2: 3 expected, 2 found", outcomes.Failed["test_wrong"], StringComparison.Ordinal);
        Assert.Contains("does not know Levitate", Assert.Single(outcomes.Unsupported).Value, StringComparison.Ordinal);
        Assert.Equal((5, 0.4), (outcomes.Total, outcomes.PassedShare));
    }

    /// <summary>A test that asks for more memory than there is costs its process, not the run.</summary>
    [Fact]
    public async Task Run_TestThatBreaksItsProcess_CostsThatTestAlone()
    {
        Write("test_huge", "ConstantOfShape", X, Tensor.Of([1L << 40], 1));
        Write("test_relu", "Relu", Tensor.Of([0f, 2f], 2));

        var outcomes = await RunAsync(null);

        Assert.Equal(["test_relu"], outcomes.Passed);
        Assert.Contains("memory", Assert.Single(outcomes.Failed).Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["test_relu", "test_lost"]""")]
    [InlineData("""{ "node": ["test_relu"], "other": ["test_lost"] }""")]
    public async Task Run_WithAList_TakesThoseAloneAndMissesNone(string json)
    {
        Write("test_relu", "Relu", Tensor.Of([0f, 2f], 2));
        Write("test_neg", "Neg", Tensor.Of([1f, -2f], 2));
        var list = Path.Combine(_folder, "list.json");
        File.WriteAllText(list, json);

        var outcomes = await RunAsync(list);

        Assert.Equal(["test_relu"], outcomes.Passed);
        Assert.Equal("test_lost", Assert.Single(outcomes.Failed).Key);
    }

    [Fact]
    public void Find_NothingThere_SaysWhatIsMissing()
    {
        Assert.Contains("does not exist", Assert.Throws<CommandException>(() => TestFolders.Find(Path.Combine(_folder, "nowhere"), null)).Message, StringComparison.Ordinal);
        Assert.Contains("model.onnx", Assert.Throws<CommandException>(() => TestFolders.Find(_folder, null)).Message, StringComparison.Ordinal);
    }

    private async Task<ConformanceReport> RunAsync(string? list)
    {
        await using var engine = new LocalEngine(new());
        var outcomes = new List<TestOutcome>();
        foreach (var test in TestFolders.Find(_folder, list))
        {
            outcomes.Add(await ConformanceRun.RunAsync(engine, test, Cancel));
        }

        return ConformanceReport.Of(outcomes);
    }

    private string Write(string name, string opType, Tensor expected, Tensor? input = null)
    {
        var (folder, fed) = (Path.Combine(_folder, name), input ?? X);
        var data = Path.Combine(folder, "test_data_set_0");
        Directory.CreateDirectory(data);
        var graph = new ModelGraph { Name = name };
        var node = graph.AddNode(opType, "node", [graph.AddInput("x", fed.Type, [Dim.Of(fed.Count)])], "y");
        node.Output.Type = ElementType.Float;
        graph.AddOutput(node.Output);
        OnnxFile.Save(graph, Path.Combine(folder, "model.onnx"));
        File.WriteAllBytes(Path.Combine(data, "input_0.pb"), TensorWriter.Write(fed, "x").ToByteArray());
        File.WriteAllBytes(Path.Combine(data, "output_0.pb"), TensorWriter.Write(expected, "y").ToByteArray());
        return folder;
    }
}
