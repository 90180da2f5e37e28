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
        var data = LoadFiles(spec.Format, spec.Train);
        if (spec.Selection < 1 || spec.Selection >= data.Count)
        {
            throw new StepFailureException(
                FailureCause.InvalidData, $"{spec.Selection} samples cannot be held out of the {data.Count} in {spec.Train} for selection. Lower data.selection.");
        }

        var (train, selection) = StratifiedSelection.Split(data.Labels, spec.Selection, seed);
        return new(spec, new(data, train), new(data, selection));
    }

    private static DataSplit LoadTest(DataSpec spec, Dataset train)
    {
        var data = LoadFiles(spec.Format, spec.Test);
        return data.SampleShape.SequenceEqual(train.SampleShape)
            ? data.Whole()
            : throw new StepFailureException(
                FailureCause.InvalidData,
                $"The samples of {data.Source} are [{string.Join(", ", data.SampleShape.ToArray())}], but those of {train.Source} are [{string.Join(", ", train.SampleShape.ToArray())}]. Give a test set of the same kind.");
    }

    private static Dataset LoadFiles(DataFormat format, string stem) => format switch
    {
        DataFormat.Idx => IdxDataset.Load(stem),
        _ => throw new StepFailureException(FailureCause.InvalidData, $"The data format {KebabCase.Of(format)} is unknown. Use idx."),
    };
}
