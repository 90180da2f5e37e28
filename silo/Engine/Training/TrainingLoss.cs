using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training;

/// <summary>
/// The loss of one batch. With a teacher it is (1 − α)·CE(labels, student) + α·T²·KL(teacher/T ‖ student/T) (Hinton et al. 2015).
/// </summary>
internal sealed class TrainingLoss(TrainerOptions options, bool hasLabels, bool hasTargets)
{
    private const long MeanReduction = 1;
    private const long SumReduction = 2;
    private const long NothingIgnored = -100;
    private static readonly TorchOperator CrossEntropy = new("aten::cross_entropy_loss");
    private static readonly TorchOperator LogSoftmax = new("aten::log_softmax", "int");
    private static readonly TorchOperator Softmax = new("aten::softmax", "int");
    private static readonly TorchOperator Divergence = new("aten::kl_div");
    private static readonly TorchOperator SquaredError = new("aten::mse_loss");

    private readonly double _alpha = !hasLabels ? 1 : hasTargets ? options.DistillationWeight : 0;

    /// <summary>Whether <see cref="Of"/> reads its targets.</summary>
    public bool NeedsTargets => options.Loss == LossKind.SquaredError || _alpha > 0;

    /// <param name="output">[n, classes] logits (more axes are flattened), or any shape for a squared error.</param>
    /// <param name="labels">[n] int64; null when there are none.</param>
    /// <param name="targets">[n, classes]; null when there are none.</param>
    public TorchTensor Of(TorchTensor output, TorchTensor? labels, TorchTensor? targets)
    {
        if (options.Loss == LossKind.SquaredError)
        {
            return Torch.Call(SquaredError, Rows(output), targets, MeanReduction);
        }

        var logits = Rows(output);
        if (_alpha <= 0)
        {
            return Hard(logits, labels!);
        }

        var soft = Soft(logits, targets!);
        return _alpha >= 1
            ? soft
            : Torch.Call(
                Aten.Add, Torch.Call(Aten.MulScalar, soft, _alpha), Torch.Call(Aten.MulScalar, Hard(logits, labels!), 1 - _alpha));
    }

    private TorchTensor Hard(TorchTensor logits, TorchTensor labels) =>
        Torch.Call(CrossEntropy, logits, labels, TorchArgument.None, MeanReduction, NothingIgnored, options.LabelSmoothing);

    private TorchTensor Soft(TorchTensor logits, TorchTensor teacher)
    {
        var temperature = options.Temperature;
        var student = Torch.Call(LogSoftmax, Torch.Call(Aten.MulScalar, logits, 1 / temperature), 1);
        var wanted = Torch.Call(Softmax, Torch.Call(Aten.MulScalar, teacher, 1 / temperature), 1);
        var sum = Torch.Call(Divergence, student, wanted, SumReduction);
        return Torch.Call(Aten.MulScalar, sum, temperature * temperature / logits.Shape[0]);
    }

    private static TorchTensor Rows(TorchTensor output) =>
        output.Rank == 2 ? output : Torch.Call(Aten.Reshape, output, new[] { output.Shape[0], -1L });
}
