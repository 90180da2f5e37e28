using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Training;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Stages;

/// <summary>The training split of a study with its augmented views and, where the stage has a "teacher", the teacher's cached logits.</summary>
internal sealed class TrainingData : IDisposable
{
    private readonly DataSplits _splits;
    private readonly DataFit _fit;
    private readonly Augmentation _views;
    private readonly TeacherCache? _cache;
    private readonly OrtSession? _session;
    private readonly SessionPredictor? _teacher;

    private TrainingData(DataSplits splits, DataFit fit, Augmentation views, TeacherCache? cache, OrtSession? session, SessionPredictor? teacher) =>
        (_splits, _fit, _views, _cache, _session, _teacher) = (splits, fit, views, cache, session, teacher);

    public DataSplits Splits => _splits;

    public DataFit Fit => _fit;

    public bool HasTeacher => _teacher is not null;

    /// <exception cref="AutoCompress.Trials.StepFailureException">The data does not fit the model.</exception>
    public static TrainingData Open(StudyData data, TrainingSpec settings, ModelGraph graph, StageContext context, bool withTeacher)
    {
        var splits = LoadedData.Of(data);
        var fit = DataFit.Of(splits.Train.Data, ModelPorts.Input(graph), ModelPorts.Output(graph));
        var views = new Augmentation(settings.Views, settings.Shift, settings.Flip, data.SplitSeed);
        if (!withTeacher || !context.Inputs.TryGetValue("teacher", out var teacher))
        {
            return new(splits, fit, views, null, null, null);
        }

        var session = OrtSession.Load(teacher, new() { Threads = context.Threads });
        var predictor = new SessionPredictor(session, fit.SampleShape);
        var key = new TeacherCacheKey(
            FileHash.Of(teacher), data.Fingerprint, splits.Normalisation.Description, views, splits.Train.Data.Count, predictor.RowSize);
        return new(splits, fit, views, TeacherCache.Open(Path.Combine(context.CacheFolder, "teacher"), key), session, predictor);
    }

    /// <summary>The endless stream of samples that <paramref name="seed"/> gives.</summary>
    public ITrainingBatches Batches(ulong seed) => new TrainingBatches(
        _splits.Train, _splits.Normalisation, _views, _fit.SampleShape, seed, _cache is null ? null : new TeacherLogits(_cache, _teacher!.Predict));

    public void Dispose()
    {
        _cache?.Dispose();
        _teacher?.Dispose();
        _session?.Dispose();
    }
}
