using System.Collections.Immutable;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>Samples and labels in .npy files, one for each input and one for the labels.</summary>
internal static class NpyDataset
{
    /// <exception cref="StepFailureException">A file is missing or damaged, or they do not belong together.</exception>
    public static Dataset Load(DataSpec spec, StudyTask task, bool isTest)
    {
        var samples = Inputs(spec, isTest).Select(input => NpyFile.Samples(input.Path, input.Name, input.IsScaled)).ToImmutableArray();
        var truth = task.HasLabels ? NpyFile.Labels(Labels(spec, isTest), task, spec.IgnoreLabel) : null;
        var source = Inputs(spec, isTest).First().Path;
        var other = samples.FirstOrDefault(store => store.Count != samples[0].Count);
        if (other is not null)
        {
            throw BadData.Invalid($"The files of '{samples[0].Name}' and '{other.Name}' hold {samples[0].Count} and {other.Count} samples. Take them from the same source.");
        }

        return truth is null || samples[0].Count == truth.Count
            ? new(source, samples, truth, [])
            : throw BadData.Invalid($"{source} holds {samples[0].Count} samples, but {Labels(spec, isTest)} holds {truth.Count} labels. Take both files from the same source.");
    }

    /// <summary>Every file, in a fixed order.</summary>
    public static IEnumerable<string> FilesOf(DataSpec spec, StudyTask task, bool isTest) =>
        Inputs(spec, isTest).Select(input => input.Path).Concat(task.HasLabels ? [Labels(spec, isTest)] : []);

    private static IEnumerable<(string Name, string Path, bool IsScaled)> Inputs(DataSpec spec, bool isTest) => spec.Inputs.IsEmpty
        ? [("", isTest ? spec.Test : spec.Train, spec.Scale is not null)]
        : spec.Inputs.Select(input => (input.Name, (isTest ? input.Test : input.Train) ?? throw Missing($"data.inputs.{input.Name}", isTest), input.Scale is not null));

    private static string Labels(DataSpec spec, bool isTest) =>
        (isTest ? spec.TestLabels : spec.TrainLabels)
        ?? throw new StepFailureException(FailureCause.InvalidData, "A study of .npy files needs data.train_labels and data.test_labels. Give the .npy files of the labels.");

    private static StepFailureException Missing(string section, bool isTest) =>
        BadData.Invalid($"{section} names no {(isTest ? "test" : "train")} file. Give the .npy file of its samples.");
}
