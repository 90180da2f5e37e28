using AutoCompress.Engine.Graph;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>What a user can get wrong ends with a message that says what, where and what to do, and with another exit code than 0.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class BadInputTests(SmallCase small)
{
    private readonly string _folder = small.NewFolder();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_Empty_IsNamed()
    {
        await File.WriteAllTextAsync(InFolder("empty.onnx"), "", Cancel);

        (await RunAsync(model: InFolder("empty.onnx"))).RequireMessage("empty.onnx", "the file is empty");
    }

    [Fact]
    public async Task Model_Truncated_IsNamed()
    {
        var whole = await File.ReadAllBytesAsync(small.Model, Cancel);
        await File.WriteAllBytesAsync(InFolder("half.onnx"), whole[..(whole.Length / 2)], Cancel);

        (await RunAsync(model: InFolder("half.onnx"))).RequireMessage("half.onnx", "cut off");
    }

    [Fact]
    public async Task Model_AText_IsNamed()
    {
        await File.WriteAllTextAsync(InFolder("text.onnx"), "this is no model, but somebody named it so\n", Cancel);

        (await RunAsync(model: InFolder("text.onnx"))).RequireMessage("text.onnx", "no ONNX model");
    }

    [Fact]
    public async Task Model_WithAnOperatorThatOnnxRuntimeDoesNotKnow_NamesIt()
    {
        (await RunAsync(model: WithOperator("Frobnicate"))).RequireMessage("Frobnicate");
    }

    [Fact]
    public async Task Model_WithAnOperatorThatOnlyTheTrainerDoesNotKnow_IsCompressedWithoutTraining()
    {
        var model = WithOperator("SequenceConstruct", "ConcatFromSequence");

        var inspected = (await Cli.RunAsync(_folder, "inspect", model)).RequireSuccess();
        Assert.Contains("The trainer does not know SequenceConstruct", inspected.Output, StringComparison.Ordinal);

        var run = (await RunAsync(model: model, budget: "{ trials: 3, time: 30s }")).RequireSuccess();
        Assert.Contains("Recommended: ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("failed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_OfAnotherShape_NamesBothShapes()
    {
        IdxFiles.Write(InFolder("train"), 600, seed: 1, side: 8);
        IdxFiles.Write(InFolder("test"), 100, seed: 2, side: 8);

        (await RunAsync(train: InFolder("train"), test: InFolder("test"))).RequireMessage("[8, 8]", "'image'", "12, 12]", InFolder("train"));
    }

    [Fact]
    public async Task Labels_OutOfRange_NameTheSampleAndTheClasses()
    {
        IdxFiles.Write(InFolder("train"), 600, seed: 1, classes: 12);

        (await RunAsync(train: InFolder("train"))).RequireMessage("Sample 10 of ", "label 10", "10 classes");
    }

    [Fact]
    public async Task Files_Missing_AreAllNamed()
    {
        (await RunAsync(model: InFolder("no.onnx"), train: InFolder("no"), test: InFolder("none")))
            .RequireMessage("no.onnx, which is not there", "no-images-idx3-ubyte", "none-images-idx3-ubyte");
        (await Cli.RunAsync(_folder, "run", "no-study.yaml")).RequireMessage("no-study.yaml");
    }

    [Fact]
    public async Task Study_WithFiveMistakes_NamesAllFiveWithTheirLines()
    {
        await File.WriteAllTextAsync(InFolder("study.yaml"), $$"""
            name: small
            model: {{small.Model}}
            data: { train: {{small.Train}}, test: {{small.Test}}, selection: 3 }
            objectives: [accuracy, speed]
            constraints: { accuracy_drop: 2 }
            bugdet: { trials: 5 }
            seed: minus one

            """, Cancel);

        (await Cli.RunAsync(_folder, "run", "study.yaml")).RequireMessage(
            "study.yaml has 5 faults", "study.yaml:3: ", "study.yaml:4: ", "study.yaml:5: ", "study.yaml:6: ", "Did you mean budget?", "study.yaml:7: ");
        Assert.False(Directory.Exists(InFolder("out")));
    }

    private string InFolder(string name) => Path.Combine(_folder, name);

    private Task<CliResult> RunAsync(string? model = null, string? train = null, string? test = null, string budget = "{ trials: 2, time: 1m }") =>
        Cli.RunAsync(_folder, "run", small.WriteStudy(_folder, model, train, test, budget), "--out", InFolder("results"));

    /// <summary>The small network with one more operator behind its first Relu.</summary>
    /// <summary>The small model with further nodes in a row behind its first Relu.</summary>
    private string WithOperator(params string[] opTypes)
    {
        var graph = OnnxFile.Load(small.Model);
        var relu = graph.Nodes.First(node => node.OpType == "Relu");
        var readers = relu.Output.Uses.ToList();
        var last = relu;
        foreach (var opType in opTypes)
        {
            last = graph.InsertNode(graph.Nodes.ToList().IndexOf(last) + 1, opType, "extra " + opType, [last.Output], ["out of " + opType]);
            if (opType == "ConcatFromSequence")
            {
                last.Attributes["axis"] = new AttributeValue.Int(1);
            }
        }

        foreach (var use in readers)
        {
            ModelGraph.SetInput(use.Node, use.Slot, last.Output);
        }

        var path = InFolder(opTypes[0] + ".onnx");
        OnnxFile.Save(graph, path);
        return path;
    }
}
