using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Tests.Training;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Engine.Training.Optimizing;

namespace AutoCompress.Engine.Tests.Families;

/// <summary>The training executor answers as ONNX Runtime does, and learns.</summary>
public sealed class FamilyTrainingTests
{
    private const int Batch = 8;
    private const int Steps = 10;

    public static TheoryData<string> Families => Family.All;

    [Theory]
    [MemberData(nameof(Families))]
    public void Run_AgreesWithOnnxRuntime(string family)
    {
        var graph = Family.Prepared(family);
        var inputs = Family.Inputs(graph, Batch);
        OnATorchThread(() =>
        {
            using var executor = new GraphExecutor(graph, strict: true);
            var actual = executor.Run([.. inputs.Select(input => input.Value)]);
            using var session = OrtSession.Load(Family.PathOf(family), new() { Optimization = OrtOptimization.None });
            foreach (var (expected, found) in session.Run(inputs).Zip(actual))
            {
                Agreement.Same(expected, found);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Step_TenTimes_LowersTheLoss(string family)
    {
        var graph = Family.Prepared(family);
        var inputs = Family.Inputs(graph, Batch).Select(input => input.Value).ToArray();
        OnATorchThread(() =>
        {
            var losses = Losses(graph, inputs);
            Assert.True(losses[^1] < 0.95 * losses[0], $"The losses were {string.Join(' ', losses)}.");
        });
    }

    /// <summary>The mean squared distance to outputs drawn at random, before each step and after the last.</summary>
    private static List<float> Losses(ModelGraph graph, Tensor[] inputs)
    {
        using var executor = new GraphExecutor(graph, strict: true);
        using var all = TorchScope.Enter();
        var parameters = executor.Parameters.ToArray();
        var tensors = Array.ConvertAll(parameters, parameter => parameter.Tensor);
        using var optimizer = new AdamW(parameters, 0);
        var fed = Array.ConvertAll(inputs, input => input.ToTorch()!);
        var (losses, targets) = (new List<float>(), Targets(executor.Run(inputs)));
        for (var step = 0; step <= Steps; step++)
        {
            using var scope = TorchScope.Enter();
            var outputs = executor.Forward(ExecutionMode.Training, fed);
            var loss = outputs.Zip(targets, (output, target) => Torch.Call(new TorchOperator("aten::mse_loss"), output, target, 1L))
                .Aggregate((a, b) => Torch.Call(Aten.Add, a, b));
            losses.Add(loss.ToFloat());
            var gradients = new TorchTensor?[tensors.Length];
            Torch.Gradients(loss, tensors, gradients);
            using var grad = new GradMode(false);
            optimizer.Step([.. gradients.Zip(tensors, (gradient, tensor) => gradient ?? Foreach.ZeroLike(tensor))], 0.01, step);
        }

        return losses;
    }

    private static TorchTensor[] Targets(Tensor[] outputs)
    {
        var random = new Random(5);
        return Array.ConvertAll(outputs, output => Tensor.Of([.. Enumerable.Range(0, (int)output.Count).Select(_ => random.NextSingle())], output.Shape).ToTorch()!);
    }

    private static void OnATorchThread(Action check)
    {
        using var thread = new TorchThread(1);
        thread.Run(() =>
        {
            check();
            return 0;
        }).GetAwaiter().GetResult();
    }
}
