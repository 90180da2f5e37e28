using System.IO.Compression;
using AutoCompress.Engine.Graph;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>Samples and labels as two arrays of one .npz archive, held in memory.</summary>
internal static class NpzDataset
{
    /// <summary>Deflate cannot expand a byte into more than this, so a larger claim is a lie that need not be tried.</summary>
    private const int MaxExpansion = 1032;

    /// <param name="samplesArray">Null for x, or x_train and x_test.</param>
    /// <param name="labelsArray">Null for y, or y_train and y_test.</param>
    /// <param name="split">"train" or "test".</param>
    /// <param name="scaled">Whether the study says how bytes are scaled.</param>
    /// <exception cref="StepFailureException">The archive is missing or damaged, lacks an array, or the two do not belong together.</exception>
    public static Dataset Load(string path, string? samplesArray, string? labelsArray, string split, bool scaled) => BadData.Reading(path, () =>
    {
        using var archive = ZipFile.OpenRead(path);
        var samplesEntry = Find(archive, path, "samples", samplesArray, "x", split);
        var labelsEntry = Find(archive, path, "labels", labelsArray, "y", split);
        var samples = Read(samplesEntry, path, (content, header, source) => Samples(content, NpyArray.CheckSamples(header, source, scaled), source));
        var labels = Read(labelsEntry, path, NpyArray.ReadLabels);
        return samples.Count == labels.Length
            ? new Dataset(path, [samples], labels, [])
            : throw BadData.Invalid($"{Name(samplesEntry, path)} holds {samples.Count} samples, but {labelsEntry.Name} holds {labels.Length} labels. Give arrays of the same length.");
    });

    private static SampleStore Samples(Stream content, NpyHeader header, string source)
    {
        var shape = header.Shape.AsSpan(1);
        var count = (int)header.Shape[0];
        var data = NpyArray.ReadData(content, header, source);
        return header.Type == ElementType.UInt8 ? new ByteSamples("", shape, count, data) : new TensorSamples("", header.Type, shape, count, data);
    }

    private static T Read<T>(ZipArchiveEntry entry, string path, Func<Stream, NpyHeader, string, T> read)
    {
        using var content = entry.Open();
        var header = NpyHeader.Read(content, Name(entry, path));
        var declared = header.DataBytes + header.Bytes;
        return declared == entry.Length && declared <= (Int128)entry.CompressedLength * MaxExpansion
            ? read(content, header, Name(entry, path))
            : throw BadData.Invalid($"{Name(entry, path)} declares {declared} bytes, but the archive holds {entry.Length} in {entry.CompressedLength} packed ones. Write it again with numpy.savez.");
    }

    private static ZipArchiveEntry Find(ZipArchive archive, string path, string kind, string? given, string usual, string split)
    {
        string[] names = given is null ? [usual, $"{usual}_{split}"] : [given];
        return names.Select(name => archive.GetEntry(name + ".npy")).FirstOrDefault(entry => entry is not null)
            ?? throw BadData.Invalid($"{path} holds no array {string.Join(" or ", names)}, only {string.Join(", ", archive.Entries.Select(entry => Path.GetFileNameWithoutExtension(entry.Name)))}. Give data.{kind}_array: and the name of the {kind}.");
    }

    private static string Name(ZipArchiveEntry entry, string path) => $"{entry.Name} in {path}";
}
