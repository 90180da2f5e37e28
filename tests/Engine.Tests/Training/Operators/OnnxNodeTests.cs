using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Trials;
using Onnx;

namespace AutoCompress.Engine.Tests.Training.Operators;

/// <summary>ONNX's own backend tests (Debian: libonnx-testdata), as far as the trainer knows their operators.</summary>
public sealed class OnnxNodeTests
{
    private const string Root = "/usr/share/libonnx-testdata/data";

    /// <summary>What the trainer refuses in an operator that it knows, or what a test asks that it does not promise.</summary>
    private static readonly HashSet<string> Deviating = new(StringComparer.Ordinal)
    {
        "test_cast_FLOAT_to_BFLOAT16", // its expected output is declared as uint16
        "test_maxpool_2d_uint8", // libtorch pools no integers
        "test_training_dropout", // expects the draws of numpy
        "test_training_dropout_default",
    };

    [Fact]
    public void Run_EveryNodeTestOfKnownOperators_GivesTheExpectedOutput()
    {
        if (!Directory.Exists(Root))
        {
            Assert.Skip("ONNX's test data is not installed (Debian: libonnx-testdata).");
        }

        var (passed, refused, failed) = (0, new List<string>(), new List<string>());
        foreach (var folder in new[] { "node", "pytorch-converted", "pytorch-operator", "simple" }.SelectMany(kind => Directory.GetDirectories(Path.Combine(Root, kind))).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder);
            if (Deviating.Contains(name) || Load(folder) is not { } graph)
            {
                continue;
            }

            try
            {
                Check(graph, Path.Combine(folder, "test_data_set_0"));
                passed++;
            }
            catch (StepFailureException e) when (e.Cause == FailureCause.Unsupported && !e.Message.StartsWith("libtorch", StringComparison.Ordinal))
            {
                refused.Add($"{name}: {e.Message}");
            }
            catch (Exception e)
            {
                failed.Add($"{name}: {e.GetType().Name} {e.Message}");
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{passed} passed, {refused.Count} refused\n{string.Join('\n', refused)}");
        Assert.True(failed.Count == 0, $"{failed.Count} failed, {passed} passed\n{string.Join('\n', failed)}");
        Assert.True(passed >= 690, $"only {passed} passed");
    }

    /// <summary>Null when the model holds an operator or a type that the trainer does not know.</summary>
    private static ModelGraph? Load(string folder)
    {
        ModelGraph graph;
        try
        {
            graph = OnnxFile.Load(Path.Combine(folder, "model.onnx"));
        }
        catch (StepFailureException)
        {
            return null;
        }

        return graph.Nodes.All(node => OperatorRegistry.Default.Find(node) is not null)
            && graph.Inputs.Concat(graph.Outputs).Concat(graph.Constants).All(value => value.Type.ToTorch() is not null)
            ? graph
            : null;
    }

    private static void Check(ModelGraph graph, string data)
    {
        using var executor = new GraphExecutor(graph);
        var fed = graph.Inputs.Select((value, i) => (value, i)).Where(pair => !pair.value.IsConstant).Select(pair => Read(data, "input", pair.i));
        var outputs = executor.Run([.. fed]);
        for (var i = 0; i < outputs.Length; i++)
        {
            Agreement.Same(Read(data, "output", i), outputs[i], 1e-3);
        }
    }

    private static Tensor Read(string data, string kind, int index) =>
        new TensorReader(null).Read(TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(data, $"{kind}_{index}.pb"))), kind);
}
