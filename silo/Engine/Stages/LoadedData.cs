using AutoCompress.Datasets;
using AutoCompress.Engine.Data;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>The splits of the last study that this process worked on, so that a worker reads them once and not for each stage.</summary>
internal static class LoadedData
{
    private static readonly Lock Guard = new();
    private static (StudyData Key, DataSplits Splits)? _last;

    /// <exception cref="StepFailureException">The files are missing or damaged.</exception>
    public static DataSplits Of(StudyData data, StageContext context)
    {
        // What is packed lies wherever this machine has unpacked it.
        if (context.Inputs.TryGetValue(Stage.DataRole, out var folder))
        {
            data = data with { Spec = DataFields.Map(data.Spec, field => Path.Combine(folder, field.Path)) };
        }

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
