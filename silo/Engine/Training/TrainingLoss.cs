using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Tasks;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training;

/// <summary>
/// The loss of one batch: the sum over the trained outputs. Each is (1 − α)·hard + α·soft, where hard compares with the labels and soft with a
/// teacher: cross-entropy and T²·KL(teacher/T ‖ student/T) for classes (Hinton et al. 2015), binary cross-entropy with the label and with the
/// teacher's tempered probabilities for flags, squared error over the values' variance for real numbers.
/// </summary>
internal sealed class TrainingLoss(TrainerOptions options, bool hasLabels, bool hasTargets)
{
    private const long MeanReduction = 1;
    private const long SumReduction = 2;
    private const long IgnoredLabel = -100;

    /// <summary>A probability of 0 has no logarithm.</summary>
    private const double LeastProbability = 1e-9;

    private static readonly TorchOperator CrossEntropy = new("aten::cross_entropy_loss");
    private static readonly TorchOperator BinaryCrossEntropy = new("aten::binary_cross_entropy_with_logits");
    private static readonly TorchOperator LogSoftmax = new("aten::log_softmax", "int");
    private static readonly TorchOperator Softmax = new("aten::softmax", "int");
    private static readonly TorchOperator Sigmoid = new("aten::sigmoid");
    private static readonly TorchOperator Logit = new("aten::logit");
    private static readonly TorchOperator Divergence = new("aten::kl_div");
    private static readonly TorchOperator SquaredError = new("aten::mse_loss");

    private readonly double _alpha = !hasLabels ? 1 : hasTargets ? options.DistillationWeight : 0;

    /// <param name="outputs">One for each of the options' trained outputs: [n, …], raw scores or values.</param>
    /// <param name="truth">[n, label] floats; null when there are none. Labels belong to the first output.</param>
    /// <param name="teacher">[n, answer] floats: the answers to all outputs, one behind the other; null when there are none.</param>
    public TorchTensor Of(IReadOnlyList<TorchTensor> outputs, TorchTensor? truth, TorchTensor? teacher)
    {
        TorchTensor? sum = null;
        var offset = 0L;
        for (var i = 0; i < outputs.Count; i++)
        {
            var (output, task) = (outputs[i], options.Outputs[i]);
            var size = Graph.Tensor.CountOf(output.Shape.AsSpan(1));
            var answer = teacher is null ? null : Torch.Call(Aten.Reshape, Torch.Call(Aten.Slice, teacher, 1, offset, offset + size, 1), output.Shape);
            var loss = Mixed(output, task, i, i == 0 ? truth : null, answer);
            sum = sum is null ? loss : Torch.Call(Aten.Add, sum, loss);
            offset += size;
        }

        return sum!;
    }

    private TorchTensor Mixed(TorchTensor output, TaskOutput task, int index, TorchTensor? truth, TorchTensor? teacher)
    {
        var alpha = truth is null ? 1 : _alpha;
        if (alpha <= 0)
        {
            return Hard(output, task, index, truth!);
        }

        var soft = Soft(output, task, index, teacher!);
        return alpha >= 1
            ? soft
            : Torch.Call(Aten.Add, Torch.Call(Aten.MulScalar, soft, alpha), Torch.Call(Aten.MulScalar, Hard(output, task, index, truth!), 1 - alpha));
    }

    private TorchTensor Hard(TorchTensor output, TaskOutput task, int index, TorchTensor truth)
    {
        switch (task.Kind)
        {
            case OutputKind.Classes:
                var labels = Torch.Call(Aten.Reshape, Aten.Cast(truth, TorchType.Int64), new[] { -1L });
                return Torch.Call(CrossEntropy, Rows(output, task), labels, TorchArgument.None, MeanReduction, IgnoredLabel, options.LabelSmoothing);
            case OutputKind.Flags:
                return Torch.Call(BinaryCrossEntropy, output, Like(output, truth), TorchArgument.None, TorchArgument.None, MeanReduction);
            default:
                return Squares(output, Like(output, truth), index);
        }
    }

    private TorchTensor Soft(TorchTensor output, TaskOutput task, int index, TorchTensor teacher)
    {
        var temperature = options.Temperature;
        switch (task.Kind)
        {
            case OutputKind.Classes:
                var (logits, scores) = (Rows(output, task), Scores(Rows(teacher, task), task.Form));
                var student = Torch.Call(LogSoftmax, Torch.Call(Aten.MulScalar, logits, 1 / temperature), 1);
                var wanted = Torch.Call(Softmax, Torch.Call(Aten.MulScalar, scores, 1 / temperature), 1);
                var sum = Torch.Call(Divergence, student, wanted, SumReduction);
                return Torch.Call(Aten.MulScalar, sum, temperature * temperature / logits.Shape[0]);
            case OutputKind.Flags:
                var raw = task.Form == OutputForm.Raw ? teacher : Torch.Call(Logit, teacher, LeastProbability);
                var odds = Torch.Call(Sigmoid, Torch.Call(Aten.MulScalar, raw, 1 / temperature));
                var loss = Torch.Call(
                    BinaryCrossEntropy, Torch.Call(Aten.MulScalar, output, 1 / temperature), odds, TorchArgument.None, TorchArgument.None, MeanReduction);
                return Torch.Call(Aten.MulScalar, loss, temperature * temperature);
            default:
                return Squares(output, teacher, index);
        }
    }

    private TorchTensor Squares(TorchTensor output, TorchTensor wanted, int index)
    {
        var loss = Torch.Call(SquaredError, output, wanted, MeanReduction);
        return index < options.Variances.Length ? Torch.Call(Aten.MulScalar, loss, 1 / options.Variances[index]) : loss;
    }

    /// <summary>The logarithm of probabilities is as good as their logits: a softmax takes no notice of what is added to all.</summary>
    private static TorchTensor Scores(TorchTensor teacher, OutputForm form) => form == OutputForm.Probabilities
        ? Torch.Call(Aten.Log, Torch.Call(Aten.Clamp, teacher, LeastProbability, TorchArgument.None))
        : teacher;

    /// <summary>[n · places, classes].</summary>
    private static TorchTensor Rows(TorchTensor output, TaskOutput task)
    {
        if (output.Rank == 2 && task.Axis == 1)
        {
            return output;
        }

        if (task.Axis >= output.Rank)
        {
            throw new StepFailureException(
                FailureCause.InvalidModel, $"The model's output '{task.Name}' has shape [{string.Join(", ", output.Shape)}], which has no axis {task.Axis} for classes.");
        }

        var classes = output.Shape[task.Axis];
        long[] order = [.. Enumerable.Range(0, output.Rank).Where(axis => axis != task.Axis).Select(axis => (long)axis), task.Axis];
        return Torch.Call(Aten.Reshape, Torch.Call(Aten.Permute, output, order), new[] { -1L, classes });
    }

    private static TorchTensor Like(TorchTensor output, TorchTensor truth) => Torch.Call(Aten.Reshape, truth, output.Shape);
}
