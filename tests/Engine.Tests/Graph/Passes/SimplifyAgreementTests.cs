using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Graph.Shapes;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Graph.Passes;

/// <summary>Inferring shapes and simplifying changes no output, over a part of ONNX's own test models.</summary>
public sealed class SimplifyAgreementTests(ITestOutputHelper output)
{
    /// <summary>Every n-th model, so that the test takes seconds.</summary>
    private const int Step = 4;

    private static readonly OrtOptions Plain = new() { Optimization = OrtOptimization.None };

    [Fact]
    public void Apply_ModelsOfOnnx_SameOutputs()
    {
        Assert.SkipUnless(OnnxTestData.Exists, "Debian's libonnx-testdata is not installed.");
        var (same, changed, wrong) = (0, 0, new List<string>());
        foreach (var folder in OnnxTestData.Folders("node", "pytorch-converted", "pytorch-operator").Where((_, i) => i % Step == 0))
        {
            var graph = OnnxFile.Load(Path.Combine(folder, "model.onnx"));
            if (OnnxTestData.Inputs(folder) is not { } inputs || TryRun(graph, inputs) is not { } expected || !Agree(expected, TryRun(graph, inputs)))
            {
                continue;
            }

            PassResult result;
            try
            {
                ShapeInference.Infer(graph);
                result = new FoldForExport().Apply(graph);
            }
            catch (Exception e) when (e is StepFailureException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
            {
                wrong.Add($"{Path.GetFileName(folder)} ({e.Message})");
                continue;
            }

            if (Agree(expected, TryRun(result.Graph, inputs)) && Shaped(graph, expected))
            {
                same++;
                changed += result.Changed ? 1 : 0;
            }
            else
            {
                wrong.Add(Path.GetFileName(folder));
            }
        }

        output.WriteLine($"{same} the same, {changed} of them simplified, wrong: {string.Join(' ', wrong)}");
        Assert.Empty(wrong);
        Assert.True(same >= 900 / Step, $"Only {same} models were compared.");
    }

    /// <summary>What was inferred fits what came out.</summary>
    private static bool Shaped(ModelGraph graph, Tensor[] outputs) => graph.Outputs.Zip(outputs).All(pair => pair.First.Shape is not { } shape
        || (shape.Length == pair.Second.Rank && shape.Zip(pair.Second.Shape.ToArray()).All(dim => dim.First.Size is null || dim.First.Size == dim.Second)));

    private static Tensor[]? TryRun(ModelGraph graph, List<Tensor> inputs)
    {
        try
        {
            using var session = OrtSession.Of(graph, Plain);
            return session.Run([.. session.Inputs.Zip(inputs, (port, tensor) => (port.Name, tensor))]);
        }
        catch (StepFailureException)
        {
            return null;
        }
    }

    private static bool Agree(Tensor[] expected, Tensor[]? found) => found is not null && expected.Zip(found).All(pair =>
        pair.First.Type == pair.Second.Type && pair.First.Shape.SequenceEqual(pair.Second.Shape)
        && (pair.First.Type == ElementType.Float
            ? pair.First.Values<float>().ToArray().Zip(pair.Second.Values<float>().ToArray()).All(values => Near(values.First, values.Second))
            : pair.First.Data.Span.SequenceEqual(pair.Second.Data.Span)));

    private static bool Near(float a, float b) => a.Equals(b) || Math.Abs(a - b) <= 1e-4f * Math.Max(1, Math.Abs(a));
}
