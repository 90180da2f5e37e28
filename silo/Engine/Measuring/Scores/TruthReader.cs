using AutoCompress.Engine.Data;
using AutoCompress.Engine.Tasks;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring.Scores;

/// <summary>Counts answers against the labels of a split.</summary>
internal sealed class TruthReader(StudyTask task, DataSplit split, AnswerPart part)
{
    /// <summary>By class, over all places that count.</summary>
    public Tally Confusion(AnswerTable answers) => Each(answers, Scores.Confusion.Empty(part.Classes), part.Places, (tally, scores, truth, own, sample) =>
    {
        for (var place = 0; place < truth.Length; place++)
        {
            if (truth[place] >= 0)
            {
                Scores.Confusion.Count(tally, ClassOf(truth[place], sample), own.ClassAt(scores, place));
            }
        }
    });

    /// <summary>Whether the label is among the <paramref name="largest"/> largest scores.</summary>
    public Tally Hits(AnswerTable answers, int largest) => Each(answers, Shares.Empty(), 1, (tally, scores, truth, own, sample) =>
    {
        var label = ClassOf(truth[0], sample);
        if (largest == 1)
        {
            Shares.Count(tally, own.ClassAt(scores, 0) == label ? 1 : 0);
            return;
        }

        var (wanted, above) = (scores[label], 0);
        foreach (var score in scores)
        {
            above += score > wanted || float.IsNaN(score) ? 1 : 0;
        }

        Shares.Count(tally, above < largest && !float.IsNaN(wanted) ? 1 : 0);
    });

    /// <summary>By flag.</summary>
    public Tally Flags(AnswerTable answers) => Each(answers, Scores.Confusion.Empty(part.Size), part.Size, (tally, scores, truth, own, _) =>
    {
        for (var flag = 0; flag < truth.Length; flag++)
        {
            Scores.Confusion.CountFlag(tally, flag, truth[flag] > 0, IsSet(scores[flag]));
        }
    });

    /// <summary>Whether every flag is right.</summary>
    public Tally ExactFlags(AnswerTable answers) => Each(answers, Shares.Empty(), part.Size, (tally, scores, truth, own, _) =>
    {
        var same = true;
        for (var flag = 0; flag < truth.Length; flag++)
        {
            same &= truth[flag] > 0 == IsSet(scores[flag]);
        }

        Shares.Count(tally, same ? 1 : 0);
    });

    /// <summary>By output.</summary>
    public Tally Errors(AnswerTable answers) => Each(answers, Scores.Errors.Empty(part.Size), part.Size, (tally, scores, truth, own, _) =>
    {
        for (var output = 0; output < truth.Length; output++)
        {
            Scores.Errors.Count(tally, output, truth[output], scores[output]);
        }
    });

    /// <summary>More likely than not.</summary>
    private bool IsSet(float score) => score > (part.Output.Form == OutputForm.Raw ? 0 : 0.5);

    private int ClassOf(float truth, int sample) => (int)truth < part.Classes
        ? (int)truth
        : throw new StepFailureException(
            FailureCause.InvalidData, $"Sample {split.Indices[sample]} of {split.Data.Source} has label {truth}, but the model has {part.Classes} classes (0 to {part.Classes - 1}).");

    private Tally Each(AnswerTable answers, Tally tally, int wanted, CountSample count)
    {
        var store = split.Data.Truth ?? throw new InvalidOperationException($"Task {task.Kind} has labels, and the data none.");
        if (store.Size != wanted)
        {
            throw new StepFailureException(
                FailureCause.InvalidData,
                $"A label of {split.Data.Source} has {store.Size} numbers, but the model's output '{part.Output.Name}' of shape [{string.Join(", ", part.Shape)}] wants {wanted}. Give labels of the output's shape, or output: and the name of another.");
        }

        var truth = new float[store.Size];
        var own = answers.Parts[0];
        for (var sample = 0; sample < answers.Count; sample++)
        {
            split.ReadTruth(sample, truth);
            count(tally, own.Of(answers.Row(sample)), truth, own, sample);
            tally.EndSample();
        }

        return tally;
    }

    private delegate void CountSample(Tally tally, ReadOnlySpan<float> scores, ReadOnlySpan<float> truth, AnswerPart own, int sample);
}
