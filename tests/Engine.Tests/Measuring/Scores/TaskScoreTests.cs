using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Measuring.Scores;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Measuring.Scores;

public sealed class TaskScoreTests
{
    [Fact]
    public void Of_CandidateLosesSome_TellsAccuracyDropAndIntervals()
    {
        var split = Split(new int[1000]);
        var values = Score(StudyTask.Classification, Leading(1000, 30), Leading(1000, 10), split);

        Assert.Equal(0.97, values[Metric.Accuracy].Value, 12);
        Assert.Equal(0.02, values[Metric.AccuracyDrop].Value, 12);
        Assert.True(values[Metric.AccuracyDrop].Low > 0 && values[Metric.AccuracyDrop].High < 0.04);
        Assert.Equal(0.97, values[Metric.WorstRecall].Value, 12);
        Assert.All([Metric.MacroF1, Metric.Accuracy], metric => Assert.True(values[metric].Low <= values[metric].Value && values[metric].Value <= values[metric].High));
        Assert.False(values.ContainsKey(Metric.Top5));
        Assert.Equal(0.97, TaskScore.AccuracyOf(StudyTask.Classification, Leading(1000, 30), Leading(1000, 10), split), 12);
    }

    [Fact]
    public void Of_LabelOutOfRange_NamesIt()
    {
        var labels = new int[10];
        labels[6] = 5;

        var failure = Assert.Throws<StepFailureException>(() => Score(StudyTask.Classification, Leading(10, 0), Leading(10, 0), Split(labels)));

        Assert.Contains("Sample 6 of test has label 5", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_TopFive_CountsTheLabelAmongTheFiveLargest()
    {
        // Label 0 has rank 5 in the first sample and rank 6 in the second.
        var answers = new AnswerTable(7, [5, 6, 7, 8, 9, 0, 1, 4, 5, 6, 7, 8, 9, 0]);
        var task = StudyTask.Classification with { Metric = AccuracyMetric.Top5 };

        var values = Score(task, answers, answers, Split([0, 0]));

        Assert.Equal(0.5, values[Metric.Accuracy].Value);
        Assert.Equal(0.5, values[Metric.Top5].Value);
    }

    [Theory]
    [InlineData(OutputForm.Raw, 0f)]
    [InlineData(OutputForm.Probabilities, 0.5f)]
    public void Of_MultiLabel_SetsAFlagThatIsMoreLikelyThanNot(OutputForm form, float border)
    {
        var answers = Table(new("y", OutputKind.Flags, Form: form), [2], border + 0.1f, border - 0.1f, border + 0.1f, border + 0.1f);
        var split = Split(new FloatSamples("", [2], 2, [1, 0, 1, 0]));

        var micro = Score(new(TaskKind.MultiLabel, null, null, []), answers, answers, split);
        var exact = Score(new(TaskKind.MultiLabel, AccuracyMetric.ExactMatch, null, []), answers, answers, split);

        // Of 2 true and 3 set flags 2 are both.
        Assert.Equal(0.8, micro[Metric.Accuracy].Value, 12);
        Assert.Equal(0.5, exact[Metric.Accuracy].Value, 12);
    }

    [Fact]
    public void Of_Regression_IsRSquaredWithErrorsInTheLabelsUnit()
    {
        var output = new TaskOutput("y", OutputKind.Values);
        AnswerTable candidate = Table(output, [1], 1, 2, 5), original = Table(output, [1], 1, 2, 3);
        var split = Split(new FloatSamples("", [1], 3, [1, 2, 3]));

        var values = Score(new(TaskKind.Regression, null, null, []), candidate, original, split);

        Assert.Equal(-1, values[Metric.Accuracy].Value, 12);
        Assert.Equal(2, values[Metric.AccuracyDrop].Value, 12);
        Assert.Equal(2.0 / 3, values[Metric.Mae].Value, 6);
        Assert.Equal(Math.Sqrt(4.0 / 3), values[Metric.Rmse].Value, 6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_Segmentation_CountsPixelsWhereverTheClassesLie(bool classesFirst)
    {
        // One image of 1 x 3 pixels and 2 classes; truth 0 1 ignored, answers 0 0 1.
        var output = new TaskOutput("y", OutputKind.Classes, Axis: classesFirst ? 1 : 3);
        var answers = classesFirst ? Table(output, [2, 1, 3], 9, 9, 0, 1, 1, 1) : Table(output, [1, 3, 2], 9, 1, 9, 1, 0, 1);
        var split = Split(new FloatSamples("", [1, 3], 1, [0, 1, -100]));

        var values = Score(new(TaskKind.Segmentation, null, null, []), answers, answers, split);

        // Class 0: 1 of 2 overlap, class 1: 0 of 1.
        Assert.Equal(0.25, values[Metric.MeanIou].Value, 12);
        Assert.Equal(0.25, values[Metric.Accuracy].Value, 12);
        Assert.Equal([1, 0], TaskScore.ClassRecall(new(TaskKind.Segmentation, null, null, []), answers, split));
    }

    [Fact]
    public void Of_SequenceLabelsOfOtherLength_SaysWhatIsWanted()
    {
        var answers = Table(new("y", OutputKind.Classes, Axis: 2), [2, 3], 1, 0, 0, 1, 0, 0);
        var split = Split(new FloatSamples("", [3], 1, [0, 0, 0]));

        var failure = Assert.Throws<StepFailureException>(() => Score(new(TaskKind.SequenceLabels, null, null, []), answers, answers, split));

        Assert.Contains("has 3 numbers, but the model's output 'y' of shape [2, 3] wants 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_Imitation_ComparesWithTheOriginalAndAveragesOverOutputs()
    {
        ImmutableArray<AnswerPart> parts = [new(new("class", OutputKind.Classes), [2], 0), new(new("value", OutputKind.Values), [1], 2)];
        AnswerTable original = new(parts, [1, 0, 3, 0, 1, 4]), candidate = new(parts, [2, 0, 3, 1, 0, 4]);
        var task = new StudyTask(TaskKind.Imitate, null, null, []);

        var values = Score(task, candidate, original, Unlabelled(2));
        var same = Score(task, original, original, Unlabelled(2));

        // Classes: 1 of 2 the same; values: no error.
        Assert.Equal(0.75, values[Metric.Accuracy].Value, 6);
        Assert.Equal(0.25, values[Metric.AccuracyDrop].Value, 6);
        Assert.Equal(1, values[Metric.Cosine].Value, 6);
        Assert.True(values[Metric.KlDivergence].Value > 0.1);
        Assert.Equal(1, same[Metric.Accuracy].Value, 12);
        Assert.Equal(0, same[Metric.KlDivergence].Value, 6);
    }

    [Fact]
    public void Of_ImitationOfProbabilities_TakesThemAsTheyAre()
    {
        var output = new TaskOutput("p", OutputKind.Classes, Form: OutputForm.Probabilities);
        AnswerTable original = Table(output, [2], 0.5f, 0.5f), candidate = Table(output, [2], 0.25f, 0.75f);

        var values = Score(new(TaskKind.Imitate, null, null, []), candidate, original, Unlabelled(1));

        Assert.Equal((0.5 * Math.Log(2)) + (0.5 * Math.Log(0.5 / 0.75)), values[Metric.KlDivergence].Value, 5);
    }

    private static ImmutableSortedDictionary<Metric, Measurement> Score(StudyTask task, AnswerTable candidate, AnswerTable original, DataSplit split) =>
        TaskScore.Of(task, candidate, original, split, 1);

    private static AnswerTable Table(TaskOutput output, ImmutableArray<int> shape, params float[] values) => new([new(output, shape, 0)], values);

    private static DataSplit Split(int[] labels) => new Dataset("test", [1], new byte[labels.Length], labels).Whole();

    private static DataSplit Split(SampleStore truth) => new Dataset("test", [new ByteSamples("", [1], truth.Count, new byte[truth.Count])], truth, []).Whole();

    private static DataSplit Unlabelled(int count) => new Dataset("test", [new ByteSamples("", [1], count, new byte[count])], (SampleStore?)null, []).Whole();

    /// <summary>Five classes; class 0 leads, but in the first <paramref name="differing"/> samples class 1.</summary>
    private static AnswerTable Leading(int samples, int differing)
    {
        var values = new float[samples * 5];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i % 5 == (i / 5 < differing ? 1 : 0) ? 9 : -1;
        }

        return new(5, values);
    }
}
