using AutoCompress.Artifacts;
using AutoCompress.Datasets;

namespace AutoCompress.Host.Datasets;

/// <summary>Finds out which files the fields of a data section stand for, wherever they lie, and fetches those that lie elsewhere.</summary>
internal sealed class DataGathering(IArtifactStore artifacts, DataPlaces places, DataFetch fetch, DataOptions options)
{
    /// <summary>Requests at once: enough to hide the way to a bucket that holds many small files.</summary>
    private const int AtOnce = 8;

    /// <summary>What was found of one field.</summary>
    /// <param name="Place">Null for what needs no fetching.</param>
    public sealed record Wanted(DataField Field, IDataPlace? Place, IReadOnlyList<(string Name, FoundFile File)> Files)
    {
        public long Bytes => Files.Sum(file => file.File.Bytes ?? 0);
    }

    /// <summary>Adds to <paramref name="data"/> what is here or packed already; the rest is returned, looked up but not fetched.</summary>
    /// <exception cref="DataProblem">It cannot be had.</exception>
    public async Task<Wanted> LookAsync(DataField field, bool labelled, FetchedData data, CancellationToken cancellationToken)
    {
        var (reference, what, remedy) = DataReference.Parse(field.Path);
        switch (reference)
        {
            case null:
                throw new DataProblem(what, remedy);
            case DataReference.Local local:
                data.Files.AddRange(NotEmpty(LocalFiles.Of(field, local.Path, labelled), field, local.Path, "on the silo's machine"));
                data.Paths[field.Name] = LocalFiles.NameOf(field, local.Path);
                return new Wanted(field, null, []);
            case DataReference.Artifact artifact:
                await TakePackedAsync(field, artifact, labelled, data, cancellationToken).ConfigureAwait(false);
                return new Wanted(field, null, []);
            default:
                var (place, name) = places.Open(reference);
                var files = await FindAsync(field, place, name, reference is DataReference.Https https ? https.Address.AbsolutePath : name, labelled, cancellationToken).ConfigureAwait(false);
                data.Paths[field.Name] = files.Path;
                return new Wanted(field, place, NotEmpty(files.Found, field, place.Describe(name), "there"));
        }
    }

    /// <exception cref="DataProblem">Something does not arrive, or is too large.</exception>
    public Task FetchAsync(Wanted wanted, FetchedData data, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        wanted.Files,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        async (file, token) => data.Add(file.Name, await fetch.RunAsync(wanted.Place!, file.File, options.MostBytes, token).ConfigureAwait(false)));

    /// <summary>The manifest of a packed data set.</summary>
    /// <exception cref="DataProblem">It is gone, or is none.</exception>
    public async Task<DataManifest> ManifestAsync(string sha256, CancellationToken cancellationToken)
    {
        try
        {
            using var file = await artifacts.GetFileAsync(sha256, cancellationToken).ConfigureAwait(false);
            return DataManifest.Read(await File.ReadAllTextAsync(file.Path, cancellationToken).ConfigureAwait(false));
        }
        catch (FileNotFoundException problem)
        {
            throw new DataProblem($"names artifact:{sha256}, which the server does not hold", "Send it with 'autocompress data push', or submit the study with the data's path.", problem);
        }
        catch (InvalidDataException problem)
        {
            throw new DataProblem($"names artifact:{sha256}, which is no data set", "Give what 'autocompress data push' has printed.", problem);
        }
    }

    private static IReadOnlyList<T> NotEmpty<T>(IReadOnlyList<T> files, DataField field, string place, string where) => files.Count > 0 ? files : throw new DataProblem(
        field.Shape switch
        {
            DataShape.File => $"names {place}, which is no file {where}",
            DataShape.Folder => $"names {place}, which is no folder with files {where}",
            _ => $"names {place}, and {place}{LocalFiles.ImageSuffixes[0]}[.gz] or {place}{LocalFiles.LabelSuffixes[0]}[.gz] is not {where}",
        },
        field.Shape == DataShape.Stem ? $"Correct it up to \"{LocalFiles.ImageSuffixes[0]}\"." : "Correct the address.");

    private async Task TakePackedAsync(DataField field, DataReference.Artifact artifact, bool labelled, FetchedData data, CancellationToken cancellationToken)
    {
        var manifest = await ManifestAsync(artifact.Manifest, cancellationToken).ConfigureAwait(false);
        var files = manifest.Files.ToDictionary(file => file.Name, StringComparer.Ordinal);
        var found = field.Shape switch
        {
            DataShape.Folder => Below(manifest, artifact.Name),
            DataShape.Stem => Stem(field, artifact.Name, labelled, name => files.GetValueOrDefault(name)),
            _ => files.TryGetValue(artifact.Name, out var file) ? [(LocalFiles.NameOf(field, artifact.Name), file)] : [],
        };
        data.Packed.AddRange(NotEmpty(found, field, artifact.ToString(), "in that data set").Select(file => (file.Item1, manifest, file.Item2)));
        data.Paths[field.Name] = LocalFiles.NameOf(field, artifact.Name);

        IReadOnlyList<(string, PackedFile)> Below(DataManifest all, string folder)
        {
            var prefix = folder.Length == 0 ? "" : folder + "/";
            return [.. all.Files.Where(file => file.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(file => ($"{field.Folder}/{file.Name[prefix.Length..]}", file))];
        }
    }

    /// <summary>An image file and, where they are wanted, its labels; empty where one is missing.</summary>
    private static List<(string, T)> Stem<T>(DataField field, string stem, bool labelled, Func<string, T?> find) where T : class
    {
        var found = new List<(string, T)>();
        foreach (var suffixes in labelled ? new[] { LocalFiles.ImageSuffixes, LocalFiles.LabelSuffixes } : [LocalFiles.ImageSuffixes])
        {
            var there = suffixes.Select(suffix => (Suffix: suffix, File: find(stem + suffix))).FirstOrDefault(one => one.File is not null);
            if (there.File is null)
            {
                return [];
            }

            found.Add((LocalFiles.NameOf(field, stem) + there.Suffix, there.File));
        }

        return found;
    }

    /// <param name="named">What the file's own name is read from.</param>
    private async Task<(IReadOnlyList<(string, FoundFile)> Found, string Path)> FindAsync(
        DataField field, IDataPlace place, string name, string named, bool labelled, CancellationToken cancellationToken)
    {
        var path = LocalFiles.NameOf(field, named);
        if (!DataManifest.IsName(path))
        {
            throw new DataProblem($"names {place.Describe(name)}, which has no file name", "Give the address of a file.");
        }

        switch (field.Shape)
        {
            case DataShape.Folder:
                return (await ListAsync(field, place, name + "/", cancellationToken).ConfigureAwait(false), path);
            case DataShape.Stem:
                var there = new Dictionary<string, FoundFile>(StringComparer.Ordinal);
                foreach (var suffixes in labelled ? new[] { LocalFiles.ImageSuffixes, LocalFiles.LabelSuffixes } : [LocalFiles.ImageSuffixes])
                {
                    foreach (var suffix in suffixes)
                    {
                        if (await fetch.FindAsync(place, name + suffix, cancellationToken).ConfigureAwait(false) is { } one)
                        {
                            there[named + suffix] = one;
                            break;
                        }
                    }
                }

                return (Stem(field, named, labelled, one => there.GetValueOrDefault(one)), path);
            default:
                return (await fetch.FindAsync(place, name, cancellationToken).ConfigureAwait(false) is { } file ? [(path, file)] : [], path);
        }
    }

    private static async Task<IReadOnlyList<(string, FoundFile)>> ListAsync(DataField field, IDataPlace place, string prefix, CancellationToken cancellationToken)
    {
        var files = new List<(string, FoundFile)>();
        await foreach (var file in place.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            var rest = file.Name[prefix.Length..];
            if (!DataManifest.IsName(rest) || rest.Split('/').Any(part => part.StartsWith('.')))
            {
                continue;
            }

            files.Add(($"{field.Folder}/{rest}", file));
            if (files.Count > LocalFiles.Most)
            {
                throw new DataProblem($"names {place.Describe(prefix)}, which holds more than {LocalFiles.Most} files", "Pack the samples into larger files (npy, npz or tensor-proto).");
            }
        }

        return files;
    }
}
