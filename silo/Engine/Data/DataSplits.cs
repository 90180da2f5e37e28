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

    private DataSplits(DataSpec spec, DataSplit train, DataSplit selection)
    {
        (Train, Selection, Normalisation) = (train, selection, Normalisation.Of(spec));
        _test = new(() => LoadTest(spec, train.Data));
    }

    public DataSplit Train { get; }

    /// <summary><see cref="DataSpec.Selection"/> samples, in random order: a prefix is a fair sample too.</summary>
    public DataSplit Selection { get; }

    /// <exception cref="StepFailureException">The test files are missing or damaged, or their samples have another shape.</exception>
    public DataSplit Test => _test.Value;

    public Normalisation Normalisation { get; }

    /// <param name="seed">Decides which samples are held out.</param>
    /// <exception cref="StepFailureException">The training files are missing or damaged, or hold too few samples.</exception>
    public static DataSplits Load(DataSpec spec, ulong seed)
    {
        var data = DatasetFiles.Train(spec);
        if (spec.Selection < 1 || spec.Selection >= data.Count)
        {
            throw new StepFailureException(
                FailureCause.InvalidData, $"{spec.Selection} samples cannot be held out of the {data.Count} in {spec.Train} for selection. Lower data.selection.");
        }

        var normalisation = Normalisation.Of(spec);
        if (normalisation.Channels > 1 && (data.SampleShape.Length < 2 || data.SampleShape[0] != normalisation.Channels))
        {
            throw BadData.Invalid(
                $"data.mean and data.std name {normalisation.Channels} channels, but a sample of {data.Source} has shape [{string.Join(", ", data.SampleShape.ToArray())}], whose first axis is not that. Give one number, or one for each channel.");
        }

        var (train, selection) = StratifiedSelection.Split(data.Labels, spec.Selection, seed);
        return new(spec, new(data, train), new(data, selection));
    }

    private static DataSplit LoadTest(DataSpec spec, Dataset train)
    {
        var data = DatasetFiles.Test(spec);
        if (!data.SampleShape.SequenceEqual(train.SampleShape))
        {
            throw BadData.Invalid(
                $"The samples of {data.Source} are [{string.Join(", ", data.SampleShape.ToArray())}], but those of {train.Source} are [{string.Join(", ", train.SampleShape.ToArray())}]. Give a test set of the same kind.");
        }

        return data.Classes.SequenceEqual(train.Classes)
            ? data.Whole()
            : throw BadData.Invalid(
                $"The classes of {data.Source} are {string.Join(", ", data.Classes)}, but those of {train.Source} are {string.Join(", ", train.Classes)}, so that labels would not mean the same. Give both the same class folders.");
    }
}
