using System.Collections.Immutable;
using System.IO.Compression;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>Samples and labels as two arrays of one .npz archive, held in memory.</summary>
internal static class NpzDataset
{
    /// <summary>Deflate cannot expand a byte into more than this, so a larger claim is a lie that need not be tried.</summary>
    private const int MaxExpansion = 1032;

    /// <param name="split">"train" or "test".</param>
    /// <exception cref="StepFailureException">The archive is missing or damaged, lacks an array, or they do not belong together.</exception>
    public static Dataset Load(string path, DataSpec spec, StudyTask task, string split) => BadData.Reading(path, () =>
    {
        using var archive = ZipFile.OpenRead(path);
        ImmutableArray<SampleStore> samples = spec.Inputs.IsEmpty
            ? [Samples(Find(archive, path, "data.samples_array", "samples", spec.SamplesArray, "x", split), path, "", spec.Scale is not null)]
            : [.. spec.Inputs.Select(input => Samples(
                Find(archive, path, $"data.inputs.{input.Name}.array", $"'{input.Name}'", input.Array, input.Name, split), path, input.Name, input.Scale is not null))];
        if (samples.FirstOrDefault(store => store.Count != samples[0].Count) is { } other)
        {
            throw BadData.Invalid($"The arrays of '{samples[0].Name}' and '{other.Name}' in {path} hold {samples[0].Count} and {other.Count} samples. Give arrays of the same length.");
        }

        if (!task.HasLabels)
        {
            return new Dataset(path, samples, (SampleStore?)null, []);
        }

        var labelsEntry = Find(archive, path, "data.labels_array", "labels", spec.LabelsArray, "y", split);
        var truth = Read(labelsEntry, path, (content, header, source) => NpyArray.ReadLabels(content, header, task, spec.IgnoreLabel, source));
        return samples[0].Count == truth.Count
            ? new Dataset(path, samples, truth, [])
            : throw BadData.Invalid($"The samples in {path} are {samples[0].Count}, but {labelsEntry.Name} holds {truth.Count} labels. Give arrays of the same length.");
    });

    private static SampleStore Samples(ZipArchiveEntry entry, string path, string name, bool scaled) => Read(entry, path, (content, header, source) =>
    {
        var shape = NpyArray.CheckSamples(header, source, scaled).Shape.AsSpan(1);
        var count = (int)header.Shape[0];
        var data = NpyArray.ReadData(content, header, source);
        return header.Type == ElementType.UInt8 ? (SampleStore)new ByteSamples(name, shape, count, data) : new TensorSamples(name, header.Type, shape, count, data);
    });

    private static T Read<T>(ZipArchiveEntry entry, string path, Func<Stream, NpyHeader, string, T> read)
    {
        using var content = entry.Open();
        var header = NpyHeader.Read(content, Name(entry, path));
        var declared = header.DataBytes + header.Bytes;
        return declared == entry.Length && declared <= (Int128)entry.CompressedLength * MaxExpansion
            ? read(content, header, Name(entry, path))
            : throw BadData.Invalid($"{Name(entry, path)} declares {declared} bytes, but the archive holds {entry.Length} in {entry.CompressedLength} packed ones. Write it again with numpy.savez.");
    }

    private static ZipArchiveEntry Find(ZipArchive archive, string path, string option, string kind, string? given, string usual, string split)
    {
        string[] names = given is null ? [usual, $"{usual}_{split}"] : [given];
        return names.Select(name => archive.GetEntry(name + ".npy")).FirstOrDefault(entry => entry is not null)
            ?? throw BadData.Invalid($"{path} holds no array {string.Join(" or ", names)}, only {string.Join(", ", archive.Entries.Select(entry => Path.GetFileNameWithoutExtension(entry.Name)))}. Give {option}: and the name of the array with the {kind}.");
    }

    private static string Name(ZipArchiveEntry entry, string path) => $"{entry.Name} in {path}";
}
