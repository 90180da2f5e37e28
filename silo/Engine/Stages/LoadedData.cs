using AutoCompress.Engine.Data;

namespace AutoCompress.Engine.Stages;

/// <summary>The splits of the last study that this process worked on, so that a worker reads them once and not for each stage.</summary>
internal static class LoadedData
{
    private static readonly Lock Guard = new();
    private static (StudyData Key, DataSplits Splits)? _last;

    /// <exception cref="AutoCompress.Trials.StepFailureException">The files are missing or damaged.</exception>
    public static DataSplits Of(StudyData data)
    {
        lock (Guard)
        {
            if (_last is not { } last || last.Key != data)
            {
                _last = last = (data, DataSplits.Load(data.Spec, data.Task, data.SplitSeed));
            }

            return last.Splits;
        }
    }
}
