using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tests.Graph;
using AutoCompress.Engine.Transforming;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Transforming;

/// <summary>Channels through every operator of ONNX's own tests, along every axis of every float input: proved, stopped, never a crash.</summary>
public sealed class OperatorChannelsTests(ITestOutputHelper output)
{
    private const int OldestOpset = 13;
    private const int AtLeast = 700;

    [Fact]
    public void Prune_EveryOperatorAndAxis_EqualsTheMaskedOriginal()
    {
        Assert.SkipUnless(OnnxTestData.Exists, "Debian's libonnx-testdata is not installed.");
        var (proved, stopped, operators, wrong) = (0, 0, new SortedSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var folder in OnnxTestData.Folders("node", "simple"))
        {
            var model = OnnxFile.Load(Path.Combine(folder, "model.onnx"));
            if (OnnxTestData.Inputs(folder) is not { } data || data.Any(tensor => tensor.Texts is not null)
                || data.Count != model.Inputs.Count(input => !input.IsConstant) || folder.Contains("training_dropout", StringComparison.Ordinal))
            {
                // Texts and sequences have no channels, and dropout in training mode answers at random.
                continue;
            }

            // Many operators are still those of an older opset; where they are not, ONNX Runtime refuses the model and nothing is claimed.
            var opset = Math.Max(model.Opset, OldestOpset);
            model.Header = model.Header with { Opsets = model.Header.Opsets.SetItem("", opset) };

            foreach (var (slot, axis) in Axes(data))
            {
                try
                {
                    if (OperatorCut.Error(model, data, slot, axis) is not { } error)
                    {
                        stopped++;
                        continue;
                    }

                    proved++;
                    operators.UnionWith(model.Nodes.Select(node => node.OpType));
                    if (!(error <= MaskedEquivalence.Tolerance))
                    {
                        wrong.Add($"{Path.GetFileName(folder)} input {slot} axis {axis}: {error:E1}");
                    }
                }
                catch (StepFailureException failure)
                {
                    wrong.Add($"{Path.GetFileName(folder)} input {slot} axis {axis}: {failure.Message}");
                }
            }
        }

        output.WriteLine($"{proved} proved, {stopped} stopped; operators: {string.Join(' ', operators)}; wrong:\n{string.Join('\n', wrong)}");
        Assert.Empty(wrong);
        Assert.True(proved >= AtLeast, $"Only {proved} cuts were proved.");
    }

    private static IEnumerable<(int Slot, int Axis)> Axes(List<Tensor> data) =>
        from slot in Enumerable.Range(0, data.Count)
        where data[slot].Type == ElementType.Float && data[slot].Count is > 1 and < 100_000
        from axis in Enumerable.Range(0, data[slot].Rank)
        where data[slot].Shape[axis] > 1
        select (slot, axis);
}
