using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Graph;

/// <summary>Loading and saving changes no output, over every model of ONNX's own tests that ONNX Runtime runs.</summary>
public sealed class RoundTripTests(ITestOutputHelper output)
{
    private static readonly OrtOptions Plain = new() { Optimization = OrtOptimization.None };

    [Theory]
    [InlineData(700, "node")]
    [InlineData(80, "pytorch-converted", "pytorch-operator", "simple")]
    public void LoadThenSave_EveryModel_SameOutputs(int atLeast, params string[] families)
    {
        Assert.SkipUnless(OnnxTestData.Exists, "Debian's libonnx-testdata is not installed.");
        var (same, skipped, wrong) = (0, 0, new List<string>());
        foreach (var folder in OnnxTestData.Folders(families))
        {
            var name = Path.GetFileName(folder);
            var path = Path.Combine(folder, "model.onnx");
            if (OnnxTestData.Inputs(folder)?.ConvertAll(Pinned) is not { } inputs || TryRun(() => OrtSession.Load(path, Plain), inputs) is not { } expected
                || !Equal(expected, TryRun(() => OrtSession.Load(path, Plain), inputs)))
            {
                // Sequences, training graphs and random operators: nothing to compare.
                skipped++;
                GraphInvariants.Check(OnnxFile.Load(path));
                continue;
            }

            var graph = OnnxFile.Load(path);
            GraphInvariants.Check(graph);
            var agree = new[] { SaveOptions.Default, SaveOptions.Export }.All(save =>
                Equal(expected, TryRun(() => OrtSession.Of(graph.Clone(), Plain with { Save = save }), inputs)));
            same += agree ? 1 : 0;
            if (!agree)
            {
                wrong.Add(name);
            }
        }

        output.WriteLine($"{same} the same, {skipped} skipped, wrong: {string.Join(' ', wrong)}");
        Assert.Empty(wrong);
        Assert.True(same >= atLeast, $"Only {same} models were compared.");
    }

    /// <summary>
    /// The same numbers where the garbage collector does not move them: sums are vectorised from the first aligned element on, so that their last bit
    /// depends on the address.
    /// </summary>
    private static Tensor Pinned(Tensor tensor)
    {
        if (tensor.Texts is not null)
        {
            return tensor;
        }

        var data = GC.AllocateUninitializedArray<byte>(tensor.Data.Length, pinned: true);
        tensor.Data.Span.CopyTo(data);
        return new(tensor.Type, tensor.Shape, data);
    }

    private static Tensor[]? TryRun(Func<OrtSession> open, List<Tensor> inputs)
    {
        try
        {
            using var session = open();
            return session.Run([.. session.Inputs.Zip(inputs, (port, tensor) => (port.Name, tensor))]);
        }
        catch (StepFailureException)
        {
            return null;
        }
    }

    private static bool Equal(Tensor[] expected, Tensor[]? found) => found is not null && expected.Length == found.Length
        && expected.Zip(found).All(pair => pair.First.Type == pair.Second.Type && pair.First.Shape.SequenceEqual(pair.Second.Shape)
            && pair.First.Data.Span.SequenceEqual(pair.Second.Data.Span)
            && (pair.First.Texts ?? []).Zip(pair.Second.Texts ?? []).All(texts => texts.First.Span.SequenceEqual(texts.Second.Span)));
}
