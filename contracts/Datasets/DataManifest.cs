using System.Collections.Immutable;
using System.Text.Json;
using AutoCompress.Studies;

namespace AutoCompress.Datasets;

/// <summary>The table of contents of a packed data set, itself an artifact. Equal files under equal names have an equal manifest.</summary>
/// <param name="Version">Of this form, 1.</param>
/// <param name="Files">In the order of their names.</param>
/// <param name="Format">What a study took the files for; null where nobody has said.</param>
public sealed record DataManifest(int Version, ImmutableArray<PackedFile> Files, ImmutableArray<DataShard> Shards, DataFormat? Format = null)
{
    public const int CurrentVersion = 1;

    /// <summary>Bytes of all files.</summary>
    public long TotalBytes() => Files.Sum(file => file.Bytes);

    public string Write() => Json.Write(this);

    /// <exception cref="InvalidDataException">The text is no manifest, or one that leads outside of the data set or its shards.</exception>
    public static DataManifest Read(string text)
    {
        DataManifest manifest;
        try
        {
            manifest = Json.Read<DataManifest>(text);
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException("This is no manifest of a data set.", problem);
        }

        if (manifest.Version != CurrentVersion)
        {
            throw new InvalidDataException($"The data set has a manifest of version {manifest.Version}, and this AutoCompress reads {CurrentVersion}.");
        }

        if (manifest.Files.IsDefault || manifest.Shards.IsDefault || manifest.Files.Any(file => !manifest.Holds(file)))
        {
            throw new InvalidDataException("The data set's manifest is damaged: a file of it lies outside of its folder or its shards.");
        }

        for (var i = 1; i < manifest.Files.Length; i++)
        {
            if (string.CompareOrdinal(manifest.Files[i - 1].Name, manifest.Files[i].Name) >= 0)
            {
                throw new InvalidDataException("The data set's manifest is damaged: its files are not in the order of their names.");
            }
        }

        return manifest;
    }

    /// <summary>The pieces of shards that make up a file, in order.</summary>
    public IEnumerable<(DataShard Shard, long Offset, long Bytes)> PiecesOf(PackedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var (left, offset) = (file.Bytes, file.Offset);
        for (var i = file.Shard; left > 0; i++)
        {
            var bytes = Math.Min(left, Shards[i].Bytes - offset);
            yield return (Shards[i], offset, bytes);
            (left, offset) = (left - bytes, 0);
        }
    }

    /// <summary>Whether every file system takes the name, and it leads into the data set's folder.</summary>
    public static bool IsName(string name) =>
        name is { Length: > 0 } && !name.Any(letter => letter is '\0' or '\\')
        && name.Split('/').All(part => part.Length is > 0 and <= 255 && part is not "." and not "..");

    private bool Holds(PackedFile file)
    {
        if (!IsName(file.Name) || file.Bytes < 0 || file.Offset < 0 || file.Shard < 0)
        {
            return false;
        }

        var (left, offset) = (file.Bytes, file.Offset);
        for (var i = file.Shard; left > 0; i++)
        {
            if (i >= Shards.Length || Shards[i].Bytes <= offset)
            {
                return false;
            }

            (left, offset) = (left - Math.Min(left, Shards[i].Bytes - offset), 0);
        }

        return true;
    }
}
