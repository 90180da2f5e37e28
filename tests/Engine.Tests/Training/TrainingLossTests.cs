using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Tasks;
using AutoCompress.Engine.Training;

namespace AutoCompress.Engine.Tests.Training;

public sealed class TrainingLossTests
{
    private static readonly float[][] Logits = [[1, 2, 3], [0.5f, -1, 0]];
    private static readonly float[][] Teacher = [[3, 1, 0], [0, 2, 1]];
    private static readonly long[] Labels = [2, 0];

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Of_LabelsOnly_IsSmoothedCrossEntropy(double smoothing)
    {
        var expected = Logits.Select((row, i) =>
            -LogSoftmax(row, 1).Select((value, c) => value * ((c == Labels[i] ? 1 - smoothing : 0) + (smoothing / 3))).Sum()).Average();

        Assert.Equal(expected, Loss(new() { Samples = 1, LabelSmoothing = smoothing }, hasLabels: true, hasTargets: false), 1e-5);
    }

    [Theory]
    [InlineData(true, 0.7)]
    [InlineData(false, 0.2)]
    public void Of_Teacher_IsHintonsMixtureAndAllOfItWithoutLabels(bool hasLabels, double alpha)
    {
        const double T = 3;
        var soft = Logits.Zip(Teacher, (student, teacher) =>
        {
            var (p, q) = (LogSoftmax(teacher, T), LogSoftmax(student, T));
            return p.Zip(q, (a, b) => Math.Exp(a) * (a - b)).Sum();
        }).Average() * T * T;
        var hard = Logits.Select((row, i) => -LogSoftmax(row, 1)[Labels[i]]).Average();
        var expected = hasLabels ? (alpha * soft) + ((1 - alpha) * hard) : soft;

        Assert.Equal(expected, Loss(new() { Samples = 1, DistillationWeight = alpha, Temperature = T }, hasLabels, hasTargets: true), 1e-5);
    }

    [Fact]
    public void Of_SquaredError_IsTheMean()
    {
        var expected = Logits.Zip(Teacher, (x, y) => x.Zip(y, (a, b) => (double)(a - b) * (a - b)).Average()).Average();

        Assert.Equal(expected, Loss(new() { Samples = 1, Outputs = [new("", OutputKind.Values)] }, hasLabels: false, hasTargets: true), 1e-5);
    }

    private static double Loss(TrainerOptions options, bool hasLabels, bool hasTargets)
    {
        using var scope = TorchScope.Enter();
        return new TrainingLoss(options, hasLabels, hasTargets).Of(
            [TorchTensor.From(Logits.SelectMany(row => row).ToArray(), 2, 3)],
            hasLabels ? TorchTensor.From(Labels.Select(label => (float)label).ToArray(), 2, 1) : null,
            hasTargets ? TorchTensor.From(Teacher.SelectMany(row => row).ToArray(), 2, 3) : null).ToFloat();
    }

    private static double[] LogSoftmax(float[] row, double temperature)
    {
        var sum = Math.Log(row.Sum(value => Math.Exp(value / temperature)));
        return [.. row.Select(value => (value / temperature) - sum)];
    }
}
