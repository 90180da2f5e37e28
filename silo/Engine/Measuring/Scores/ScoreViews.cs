using AutoCompress.Engine.Data;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring.Scores;

/// <summary>The scores of each task: its accuracy, and what is reported beside it.</summary>
internal static class ScoreViews
{
    private const int Five = 5;

    /// <param name="original">Its answers tell the outputs and, in imitation, what is right.</param>
    public static List<ScoreView> Of(StudyTask task, AnswerTable original, DataSplit split)
    {
        var part = original.Parts[0];
        var truth = new TruthReader(task, split, part);
        return task.Kind switch
        {
            TaskKind.Classification => Classification(task.Metric ?? AccuracyMetric.Top1, part, truth),
            TaskKind.MultiLabel => MultiLabel(task.Metric ?? AccuracyMetric.MicroF1, truth),
            TaskKind.Regression => Regression(task.Metric ?? AccuracyMetric.RSquared, truth),
            TaskKind.Segmentation => Segmentation(task.Metric ?? AccuracyMetric.MeanIou, truth),
            TaskKind.SequenceLabels => SequenceLabels(task.Metric ?? AccuracyMetric.TokenAccuracy, truth),
            TaskKind.Imitate => ImitationViews.Of(task.Metric, original),
            _ => throw new ArgumentOutOfRangeException(nameof(task)),
        };
    }

    private static List<ScoreView> Classification(AccuracyMetric accuracy, AnswerPart part, TruthReader truth)
    {
        Counting confusion = truth.Confusion, top1 = answers => truth.Hits(answers, 1), top5 = answers => truth.Hits(answers, Five);
        var views = new List<ScoreView>
        {
            new(null, top1, Shares.Mean, accuracy == AccuracyMetric.Top1, IsShareOfSamples: true),
            new(Metric.MacroF1, confusion, Confusion.MacroF1, accuracy == AccuracyMetric.MacroF1),
            new(Metric.WorstRecall, confusion, Confusion.WorstRecall, accuracy == AccuracyMetric.WorstRecall),
        };
        if (part.Classes > Five || accuracy == AccuracyMetric.Top5)
        {
            views.Add(new(Metric.Top5, top5, Shares.Mean, accuracy == AccuracyMetric.Top5, IsShareOfSamples: true));
        }

        return views;
    }

    private static List<ScoreView> MultiLabel(AccuracyMetric accuracy, TruthReader truth)
    {
        Counting flags = truth.Flags;
        return
        [
            new(null, flags, Confusion.MicroF1, accuracy == AccuracyMetric.MicroF1),
            new(Metric.MacroF1, flags, Confusion.MacroF1, accuracy == AccuracyMetric.MacroF1),
            new(null, truth.ExactFlags, Shares.Mean, accuracy == AccuracyMetric.ExactMatch, IsShareOfSamples: true),
        ];
    }

    private static List<ScoreView> Regression(AccuracyMetric accuracy, TruthReader truth)
    {
        Counting errors = truth.Errors;
        return
        [
            new(null, errors, Errors.RSquared, accuracy == AccuracyMetric.RSquared),
            new(Metric.Rmse, errors, Errors.Rmse, IsAccuracy: false),
            new(Metric.Mae, errors, Errors.Mae, IsAccuracy: false),
        ];
    }

    private static List<ScoreView> Segmentation(AccuracyMetric accuracy, TruthReader truth)
    {
        Counting confusion = truth.Confusion;
        return
        [
            new(Metric.MeanIou, confusion, Confusion.MeanIou, accuracy == AccuracyMetric.MeanIou),
            new(null, confusion, Confusion.Share, accuracy == AccuracyMetric.PixelAccuracy),
        ];
    }

    private static List<ScoreView> SequenceLabels(AccuracyMetric accuracy, TruthReader truth)
    {
        Counting confusion = truth.Confusion;
        return
        [
            new(null, confusion, Confusion.Share, accuracy == AccuracyMetric.TokenAccuracy),
            new(Metric.MacroF1, confusion, Confusion.MacroF1, accuracy == AccuracyMetric.MacroF1),
            new(Metric.WorstRecall, confusion, Confusion.WorstRecall, accuracy == AccuracyMetric.WorstRecall),
        ];
    }
}
