using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Tasks;
using AutoCompress.Engine.Training;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// The training split of a study with its augmented views and, where the stage has a "teacher" and wants it, the teacher's cached answers; and what
/// the study's task makes of the model's outputs.
/// </summary>
internal sealed class TrainingData : IDisposable
{
    private readonly Augmentation _views;
    private readonly string _original;
    private TeacherCache? _cache;
    private OrtSession? _session;
    private SessionPredictor? _teacher;
    private AnswerTable? _answers;

    private TrainingData(StudyData data, DataSplits splits, DataFit fit, ImmutableArray<TaskOutput> outputs, Augmentation views, string original) =>
        (Task, Splits, Fit, Outputs, _views, _original) = (data.Task, splits, fit, outputs, views, original);

    public StudyTask Task { get; }

    public DataSplits Splits { get; }

    public DataFit Fit { get; }

    /// <summary>The outputs that are trained and scored.</summary>
    public ImmutableArray<TaskOutput> Outputs { get; }

    /// <summary>See <see cref="TrainerOptions.Variances"/>.</summary>
    public ImmutableArray<double> Variances { get; private set; } = [];

    public bool HasTeacher => _teacher is not null;

    /// <param name="withTeacher">Whether the teacher's answers are wanted; in a task without labels they always are, in training.</param>
    /// <exception cref="AutoCompress.Trials.StepFailureException">The data does not fit the model.</exception>
    public static TrainingData Open(StudyData data, TrainingSpec settings, ModelGraph graph, StageContext context, bool withTeacher)
    {
        var splits = LoadedData.Of(data, context);
        var fit = DataFit.Of(splits.Train.Data, splits.Normalisation, [.. graph.Inputs.Where(input => !input.IsConstant).Select(Describe)]);
        var outputs = TaskOutputs.Of(graph, data.Task, TruthFit.ShapeOf(splits.Train.Data.Truth));
        var views = new Augmentation(settings.Views, settings.Shift, settings.Flip, data.SplitSeed);
        var opened = new TrainingData(data, splits, fit, outputs, views, context.Inputs.GetValueOrDefault("teacher") ?? context.Input("model"));
        try
        {
            if (withTeacher)
            {
                opened.OpenTeacher(data, context);
            }

            opened.Variances = outputs.Any(output => output.Kind == OutputKind.Values) ? ValueVariances.Of(opened, context) : [];
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The endless stream of samples that <paramref name="seed"/> gives.</summary>
    public ITrainingBatches Batches(ulong seed) =>
        new TrainingBatches(Splits.Train, Fit, _views, seed, _cache is null ? null : new TeacherLogits(_cache, _teacher!.Predict));

    /// <summary>What the original answers to the first samples of the selection split.</summary>
    public AnswerTable OriginalAnswers(int samples, StageContext context)
    {
        var split = Splits.Selection.Take(samples);
        if (_answers is null || _answers.Count < split.Count)
        {
            _answers = Meter.Predict(_original, split, Fit, Outputs, context.Threads, context.Cancellation, classMaps: true);
        }

        return _answers.Take(split.Count);
    }

    public void Dispose()
    {
        _cache?.Dispose();
        _teacher?.Dispose();
        _session?.Dispose();
    }

    private static ModelPort Describe(GraphValue value) => new(value.Name, value.Type.ToString(), [.. (value.Shape ?? []).Select(dim => dim.Size ?? -1)]);

    private void OpenTeacher(StudyData data, StageContext context)
    {
        _session = OrtSession.Load(_original, new() { Threads = context.Threads });
        _teacher = new SessionPredictor(_session, Fit, Outputs);
        var teacher = string.Join(' ', Outputs.Select(output => output.Name).Prepend(FileHash.Of(_original)));
        _cache = TeacherCache.Open(
            Path.Combine(context.CacheFolder, "teacher"),
            new(teacher, data.Fingerprint, Fit.Normalisation.Description, _views, Splits.Train.Data.Count, _teacher.RowSize));
    }
}
