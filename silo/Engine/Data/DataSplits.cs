using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>
/// The three splits of a study: what trains, what selects (held out of the training samples, stratified), and the test samples, which
/// only the final front sees: they are read when they are first asked for.
/// </summary>
public sealed class DataSplits
{
    private readonly Lazy<DataSplit> _test;

    private DataSplits(DataSpec spec, StudyTask task, DataSplit train, DataSplit selection)
    {
        (Train, Selection, Normalisation) = (train, selection, Normalisation.Of(spec));
        _test = new(() => LoadTest(spec, task, train.Data));
    }

    public DataSplit Train { get; }

    /// <summary><see cref="DataSpec.Selection"/> samples, in random order: a prefix is a fair sample too.</summary>
    public DataSplit Selection { get; }

    /// <exception cref="StepFailureException">The test files are missing or damaged, or their samples have another shape.</exception>
    public DataSplit Test => _test.Value;

    public Normalisation Normalisation { get; }

    /// <param name="seed">Decides which samples are held out.</param>
    /// <exception cref="StepFailureException">The training files are missing or damaged, or hold too few samples.</exception>
    internal static DataSplits Load(DataSpec spec, StudyTask task, ulong seed)
    {
        var data = DatasetFiles.Train(spec, task);
        if (spec.Selection < 1 || spec.Selection >= data.Count)
        {
            throw new StepFailureException(
                FailureCause.InvalidData, $"{spec.Selection} samples cannot be held out of the {data.Count} in {data.Source} for selection. Lower data.selection.");
        }

        CheckChannels(data, Normalisation.Of(spec));
        var (train, selection) = StratifiedSelection.Split(data.Labels.IsEmpty ? new int[data.Count] : data.Labels, spec.Selection, seed);
        return new(spec, task, new(data, train), new(data, selection));
    }

    private static void CheckChannels(Dataset data, Normalisation normalisation)
    {
        foreach (var store in data.Inputs)
        {
            var channels = normalisation.For(store.Name).Channels;
            if (channels > 1 && (store.Shape.Length < 2 || store.Shape[0] != channels))
            {
                var section = store.Name.Length > 0 ? $"data.inputs.{store.Name}" : "data";
                throw BadData.Invalid(
                    $"{section}.mean and {section}.std name {channels} channels, but a sample of {data.Source} has shape [{string.Join(", ", store.Shape.ToArray())}], whose first axis is not that. Give one number, or one for each channel.");
            }
        }
    }

    private static DataSplit LoadTest(DataSpec spec, StudyTask task, Dataset train)
    {
        var data = DatasetFiles.Test(spec, task);
        if (data.Inputs.Length != train.Inputs.Length || !data.Inputs.Zip(train.Inputs).All(pair => pair.First.Shape.SequenceEqual(pair.Second.Shape)))
        {
            throw BadData.Invalid(
                $"The samples of {data.Source} are {Text(data)}, but those of {train.Source} are {Text(train)}. Give a test set of the same kind.");
        }

        return data.Classes.SequenceEqual(train.Classes)
            ? data.Whole()
            : throw BadData.Invalid(
                $"The classes of {data.Source} are {string.Join(", ", data.Classes)}, but those of {train.Source} are {string.Join(", ", train.Classes)}, so that labels would not mean the same. Give both the same class folders.");
    }

    private static string Text(Dataset data) => string.Join(" and ", data.Inputs.Select(store => $"[{string.Join(", ", store.Shape.ToArray())}]"));
}
