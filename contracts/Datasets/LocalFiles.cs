using System.Collections.Immutable;

namespace AutoCompress.Datasets;

/// <summary>The files on this machine that a path of a data section stands for.</summary>
public static class LocalFiles
{
    /// <summary>What a folder of data may hold at most.</summary>
    public const int Most = 5_000_000;

    private const int Deepest = 24;

    /// <summary>Behind an IDX stem; the first that is there counts.</summary>
    public static ImmutableArray<string> ImageSuffixes { get; } = [.. WithGzip("-images-idx3-ubyte", "-images-idx4-ubyte")];

    /// <inheritdoc cref="ImageSuffixes"/>
    public static ImmutableArray<string> LabelSuffixes { get; } = [.. WithGzip("-labels-idx1-ubyte")];

    /// <summary>Files and their names in the data set; empty where something is missing.</summary>
    /// <param name="labelled">Whether the labels of a <see cref="DataShape.Stem"/> are wanted.</param>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public static IReadOnlyList<SourceFile> Of(DataField field, string path, bool labelled)
    {
        ArgumentNullException.ThrowIfNull(field);
        var name = Path.GetFileName(path.TrimEnd('/'));
        switch (field.Shape)
        {
            case DataShape.Folder:
                return Below(path, $"{field.Folder}/");
            case DataShape.Stem:
                var wanted = labelled ? new[] { ImageSuffixes, LabelSuffixes } : [ImageSuffixes];
                var found = wanted.Select(suffixes => suffixes.FirstOrDefault(suffix => File.Exists(path + suffix))).ToList();
                return found.Contains(null) ? [] : [.. found.Select(suffix => new SourceFile($"{field.Folder}/{name}{suffix}", path + suffix))];
            default:
                return File.Exists(path) ? [new SourceFile($"{field.Folder}/{name}", path)] : [];
        }
    }

    /// <summary>The path that the field has in the data set.</summary>
    /// <param name="path">A path or a name with '/'.</param>
    public static string NameOf(DataField field, string path)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.Shape == DataShape.Folder ? field.Folder : $"{field.Folder}/{Path.GetFileName(path.TrimEnd('/'))}";
    }

    /// <summary>All files of a folder and below it but those that begin with a dot, in the order of their names.</summary>
    /// <param name="prefix">Before each name.</param>
    public static IReadOnlyList<SourceFile> Below(string folder, string prefix)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var files = new List<SourceFile>();
        Gather(folder, prefix, files);
        files.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return files;
    }

    /// <param name="depth">A link that leads in a circle would not end otherwise.</param>
    private static void Gather(string folder, string prefix, List<SourceFile> files, int depth = 0)
    {
        if (depth > Deepest)
        {
            throw new IOException($"The folders in {folder} lie more than {Deepest} deep inside each other. Is there a link that leads in a circle?");
        }

        foreach (var path in Directory.EnumerateFileSystemEntries(folder))
        {
            var name = Path.GetFileName(path);
            if (name.StartsWith('.'))
            {
                continue;
            }

            if (Directory.Exists(path))
            {
                Gather(path, $"{prefix}{name}/", files, depth + 1);
                continue;
            }

            files.Add(new SourceFile(prefix + name, path));
            if (files.Count > Most)
            {
                throw new IOException($"{folder} holds more than {Most} files. Pack the samples into larger files (npy, npz or tensor-proto).");
            }
        }
    }

    private static IEnumerable<string> WithGzip(params string[] suffixes) => suffixes.SelectMany(suffix => new[] { suffix, suffix + ".gz" });
}
