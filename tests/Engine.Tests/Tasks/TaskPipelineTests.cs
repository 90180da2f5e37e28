using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Tasks;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Tasks;

/// <summary>Each task goes through every stage of a trial: checked, cut, trained, exported, compared with the trainer, scored and measured.</summary>
public sealed class TaskPipelineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("task-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("bert-17", Precision.Fp32, Metric.KlDivergence)] // three inputs of ids
    [InlineData("multi-input-13", Precision.Int8, Metric.KlDivergence)]
    [InlineData("multi-output-17", Precision.Fp32, Metric.RelativeError)] // classes, boxes and maps at once
    [InlineData("nhwc-17", Precision.Int8, Metric.RelativeError)]
    public async Task Imitate_Family_ComesCloserToTheOriginal(string family, Precision precision, Metric distance)
    {
        var run = new StudyRun(new TaskData(family, _folder).Spec(TaskKind.Imitate), _folder);
        var candidate = StudyRun.Cut(family, 0.75, precision);

        var untrained = Values(await run.TrialAsync(candidate, images: 0));
        var trial = await run.TrialAsync(With(candidate, 5e-3), images: 3000);
        var front = await run.FinaliseAsync(trial);

        Assert.True(Values(trial)[distance].Value < untrained[distance].Value, $"{untrained[distance].Value} to {Values(trial)[distance].Value}");
        Assert.Equal(1, front.Original.Test[Metric.Accuracy].Value);
        Assert.Equal(1 - front.Points[0].Test[Metric.Accuracy].Value, front.Points[0].Test[Metric.AccuracyDrop].Value, 9);
        Assert.Empty(front.Original.ClassRecall);
    }

    [Fact]
    public async Task Regression_MultiLayer_RaisesRSquared()
    {
        var spec = new TaskData("mlp-tabular-17", _folder).Spec(TaskKind.Regression, answers => (answers.Values<float>().ToArray(), answers.Shape.ToArray()));
        var run = new StudyRun(spec, _folder);
        var candidate = StudyRun.Cut("mlp-tabular-17", 0.5, Precision.Fp32);

        var untrained = Values(await run.TrialAsync(candidate, images: 0));
        var trained = Values(await run.TrialAsync(With(candidate, 5e-3, alpha: 0), images: 8000));

        Assert.True(trained[Metric.Accuracy].Value > Math.Max(0.5, untrained[Metric.Accuracy].Value), $"R² {untrained[Metric.Accuracy].Value} to {trained[Metric.Accuracy].Value}");
        Assert.True(trained[Metric.Rmse].Value < untrained[Metric.Rmse].Value);
        Assert.True(trained[Metric.Mae].Value <= trained[Metric.Rmse].Value);
    }

    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Int8)]
    public async Task Segmentation_UNet_RaisesMeanIou(Precision precision)
    {
        var spec = new TaskData("unet-17", _folder).Spec(TaskKind.Segmentation, answers => (Classes(answers, 1), [answers.Shape[0], answers.Shape[2], answers.Shape[3]]));
        var run = new StudyRun(spec, _folder);
        var candidate = StudyRun.Cut("unet-17", 0.75, precision);

        var untrained = Values(await run.TrialAsync(candidate, images: 0));
        var trial = await run.TrialAsync(With(candidate, 0.05), images: 3000);
        var front = await run.FinaliseAsync(trial);

        Assert.True(Values(trial)[Metric.MeanIou].Value > untrained[Metric.MeanIou].Value, $"{untrained[Metric.MeanIou].Value} to {Values(trial)[Metric.MeanIou].Value}");
        Assert.Equal(1, front.Original.Test[Metric.Accuracy].Value, 6);
        Assert.Equal(3, front.Points[0].ClassRecall.Length);
    }

    [Fact]
    public async Task MultiLabel_Classifier_ScoresFlags()
    {
        var spec = new TaskData("plain-cnn-17", _folder).Spec(TaskKind.MultiLabel, answers =>
            (Flags(answers), answers.Shape.ToArray()));
        var run = new StudyRun(spec with { Metric = AccuracyMetric.ExactMatch }, _folder);
        var candidate = StudyRun.Cut("plain-cnn-17", 0.5, Precision.Fp32);

        var untrained = Values(await run.TrialAsync(candidate, images: 0));
        var trained = Values(await run.TrialAsync(With(candidate, 0.05, alpha: 0), images: 4000));

        Assert.True(trained[Metric.MacroF1].Value > untrained[Metric.MacroF1].Value, $"{untrained[Metric.MacroF1].Value} to {trained[Metric.MacroF1].Value}");
        Assert.InRange(trained[Metric.Accuracy].Value, 0, 1);
    }

    [Fact]
    public async Task SequenceLabels_Transformer_ScoresPlacesThatCount()
    {
        // A character for each place of a text; every fourth place does not count.
        var spec = new TaskData("char-transformer-17", _folder).Spec(TaskKind.SequenceLabels, answers =>
        {
            var labels = Classes(answers, answers.Rank - 1);
            for (var i = 3; i < labels.Length; i += 4)
            {
                labels[i] = -1;
            }

            return (labels, answers.Shape[..^1].ToArray());
        });
        var run = new StudyRun(spec, _folder);

        var whole = Values(await run.TrialAsync(new([]), images: 0));
        var cut = Values(await run.TrialAsync(With(StudyRun.Cut("char-transformer-17", 0.5, Precision.Fp32), 0.05), images: 2000));

        Assert.Equal(1, whole[Metric.Accuracy].Value);
        Assert.InRange(cut[Metric.Accuracy].Value, 0.01, 0.999);
        Assert.True(cut.ContainsKey(Metric.MacroF1));
    }

    [Fact]
    public async Task Classification_OneOutputOfSeveral_IsTheOneThatIsNamed()
    {
        var spec = new TaskData("multi-output-17", _folder).Spec(TaskKind.Classification, answers => (Classes(answers, 1), [answers.Shape[0]]), output: "kind");
        var run = new StudyRun(spec, _folder);

        var whole = Values(await run.TrialAsync(new([]), images: 0));
        var trial = await run.TrialAsync(With(StudyRun.Cut("multi-output-17", 0.5, Precision.Int8), 0.02), images: 2000, quantizationAwareImages: 500);

        Assert.Equal(1, whole[Metric.Accuracy].Value);
        Assert.InRange(Values(trial)[Metric.Accuracy].Value, 0.3, 1);
    }

    [Fact]
    public async Task Command_ProgramOfTheUser_SaysTheAccuracy()
    {
        // The program answers the size of what it is given, so that it is seen to get it.
        var script = Path.Combine(_folder, "score.sh");
        await File.WriteAllTextAsync(script, "echo scoring $3 >&2\necho some other line\nstat -c %s \"$1\" | awk '{ print ($1 - 128) / 10000 }'\n", TestContext.Current.CancellationToken);
        var spec = new TaskData("plain-cnn-17", _folder).Spec(TaskKind.Imitate) with { Metric = AccuracyMetric.Command, Command = ["sh", script] };

        var values = Values(await new StudyRun(spec, _folder).TrialAsync(new([]), images: 0));

        // 120 rows of as many floats as there are classes.
        using var session = OrtSession.Load(spec.Model);
        Assert.Equal(120 * 4 * session.Outputs[0].Shape[1].Size!.Value / 10000.0, values[Metric.Accuracy].Value, 6);
        Assert.Equal(0, values[Metric.AccuracyDrop].Value);
    }

    [Theory]
    [InlineData("exit 3", "ended with code 3")]
    [InlineData("echo fine", "ended with the line 'fine', which is no number")]
    public async Task Command_ProgramThatFails_IsNamedWithWhatItSaid(string script, string expected)
    {
        var path = Path.Combine(_folder, "score.sh");
        await File.WriteAllTextAsync(path, script, TestContext.Current.CancellationToken);
        var task = new StudyTask(TaskKind.Imitate, AccuracyMetric.Command, null, ["sh", path]);
        var split = new Engine.Data.Dataset("x", [1], [0], [0]).Whole();

        var failure = await Assert.ThrowsAsync<StepFailureException>(() => ScoreCommand.ScoredAsync(
            task, new AnswerTable(1, [1]), split, isTest: true, _folder, TestContext.Current.CancellationToken));

        Assert.Equal(FailureCause.InvalidData, failure.Cause);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sense_WithoutLabels_MeasuresAgainstTheOriginal()
    {
        var table = await new StudyRun(new TaskData("multi-output-17", _folder).Spec(TaskKind.Imitate), _folder).SenseAsync();

        Assert.NotEmpty(table.Groups);
        Assert.All(table.Groups, group => Assert.InRange(group.AccuracyDrop, 0, 1));
        Assert.Contains(table.Groups, group => group.AccuracyDrop > 0);
    }

    private static System.Collections.Immutable.ImmutableSortedDictionary<Metric, Measurement> Values(Trial trial) => ((TrialResult.Completed)trial.Result!).Values;

    private static Candidate With(Candidate candidate, double rate, double alpha = 0.5) => new(candidate.Values
        .SetItem(GeneNames.LearningRate, GeneValue.Of(rate)).SetItem(GeneNames.Alpha, GeneValue.Of(alpha)).SetItem(GeneNames.Temperature, GeneValue.Of(1)));

    /// <summary>What is above its column's mean, so that about half of the flags are set.</summary>
    private static float[] Flags(Tensor answers)
    {
        var (values, columns) = (answers.Values<float>().ToArray(), (int)answers.Shape[1]);
        var means = Enumerable.Range(0, columns).Select(column => values.Where((_, i) => i % columns == column).Average()).ToArray();
        return [.. values.Select((value, i) => value > means[i % columns] ? 1f : 0)];
    }

    /// <summary>The class with the largest score along an axis.</summary>
    private static long[] Classes(Tensor answers, int axis)
    {
        var output = new TaskOutput("", OutputKind.Classes, axis);
        var part = new AnswerPart(output, [.. answers.Shape[1..].ToArray().Select(size => (int)size)], 0);
        var values = answers.Values<float>().ToArray();
        return [.. Enumerable.Range(0, (int)answers.Shape[0]).SelectMany(row =>
            Enumerable.Range(0, part.Places).Select(place => (long)part.ClassAt(values.AsSpan(row * part.Size, part.Size), place)))];
    }
}
