using System.Collections.Immutable;
using AutoCompress.Artifacts;
using AutoCompress.Datasets;
using AutoCompress.Host.Artifacts;
using AutoCompress.Studies;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Datasets;

/// <summary>Takes in the data that a study names: once, so that every silo sees the same bytes for as long as the study lives.</summary>
internal sealed partial class DataIntake(IArtifactVault artifacts, DataPlaces places, DataOptions options, TimeProvider time, ILogger<DataIntake> logger)
{
    private readonly DataFetch _fetch = new(options, time);

    private DataGathering Gathering => new(artifacts, places, _fetch, options);

    /// <summary>Stores the data as a packed data set.</summary>
    /// <param name="labelled">Whether the task has labels.</param>
    /// <param name="faults">Gets everything that is wrong.</param>
    /// <returns>Null where there are faults, or where the data is read at its path.</returns>
    /// <exception cref="Store.StoreException">The artifact store or this silo's disk cannot be used.</exception>
    public async Task<StudyFiles?> TakeAsync(DataSpec spec, bool labelled, ICollection<SpecFault> faults, CancellationToken cancellationToken)
    {
        var fields = DataFields.Of(spec);
        if (!options.PacksPaths && fields.All(field => !DataReference.IsAddress(field.Path)))
        {
            return null;
        }

        using var data = new FetchedData();
        var wanted = await LookAsync(fields, labelled, data, faults, cancellationToken).ConfigureAwait(false);
        try
        {
            if (faults.Count > 0 || !IsRoomFor(wanted, faults) || !await FetchAsync(wanted, data, faults, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }
        finally
        {
            wanted.ForEach(one => one.Place?.Dispose());
        }

        return await PackAsync(spec, data, faults, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A model at an address as a file of this machine, which goes away with it.</summary>
    /// <exception cref="DataProblem">It cannot be had.</exception>
    public async Task<ArtifactFile> ModelAsync(DataReference reference, CancellationToken cancellationToken)
    {
        var (place, name) = places.Open(reference);
        using (place)
        {
            var found = await _fetch.FindAsync(place, name, cancellationToken).ConfigureAwait(false)
                ?? throw new DataProblem($"names {place.Describe(name)}, which is not there", "Correct the address.");
            var path = await _fetch.RunAsync(place, found, options.MostBytes, cancellationToken).ConfigureAwait(false);
            return new ArtifactFile(path, () => File.Delete(path));
        }
    }

    private static SpecFault FaultOf(DataField field, DataProblem problem) => new($"data.{field.Name}", problem.What, problem.Remedy);

    private async Task<List<DataGathering.Wanted>> LookAsync(
        IReadOnlyList<DataField> fields, bool labelled, FetchedData data, ICollection<SpecFault> faults, CancellationToken cancellationToken)
    {
        var wanted = new List<DataGathering.Wanted>();
        foreach (var field in fields)
        {
            try
            {
                wanted.Add(await Gathering.LookAsync(field, labelled, data, cancellationToken).ConfigureAwait(false));
            }
            catch (DataProblem problem)
            {
                faults.Add(FaultOf(field, problem));
            }
        }

        return wanted;
    }

    private bool IsRoomFor(List<DataGathering.Wanted> wanted, ICollection<SpecFault> faults)
    {
        var bytes = wanted.Sum(one => one.Bytes);
        if (bytes > options.MostBytes)
        {
            faults.Add(new SpecFault("data", $"has {bytes} bytes, and this silo takes {options.MostBytes} for a study", "Give less data, or start the silo with a larger --data-limit."));
        }

        return bytes <= options.MostBytes;
    }

    private async Task<bool> FetchAsync(List<DataGathering.Wanted> wanted, FetchedData data, ICollection<SpecFault> faults, CancellationToken cancellationToken)
    {
        foreach (var one in wanted.Where(one => one.Place is not null))
        {
            try
            {
                LogFetching(one.Field.Name, one.Files.Count, one.Bytes, one.Place!.Describe(one.Files[0].File.Name), one.Files[0].File.Tag);
                await Gathering.FetchAsync(one, data, cancellationToken).ConfigureAwait(false);
            }
            catch (DataProblem problem)
            {
                faults.Add(FaultOf(one.Field, problem));
            }
        }

        return faults.Count == 0;
    }

    private async Task<StudyFiles?> PackAsync(DataSpec spec, FetchedData data, ICollection<SpecFault> faults, CancellationToken cancellationToken)
    {
        // What others have packed has to stay from here on, until the study's row names it.
        foreach (var shard in data.Packed.SelectMany(one => one.Source.PiecesOf(one.File)).Select(piece => piece.Shard.Sha256).Distinct())
        {
            if (!await artifacts.KeepAsync(shard, cancellationToken).ConfigureAwait(false))
            {
                faults.Add(new SpecFault("data", $"names a data set of which a part was removed ({shard})", "Send it again with 'autocompress data push', or submit the study with the data's path."));
                return null;
            }
        }

        try
        {
            var (manifest, sha256) = await new DataPacker(artifacts).PackAsync(data.Files, data.Packed, spec.Format, null, cancellationToken).ConfigureAwait(false);
            LogPacked(manifest.Files.Length, manifest.TotalBytes(), manifest.Shards.Length, sha256);
            return new StudyFiles(
                sha256, [.. manifest.Shards.Select(shard => shard.Sha256).Distinct()], data.Paths.ToImmutableSortedDictionary(StringComparer.Ordinal));
        }
        catch (IOException problem) when (problem is not Store.StoreException)
        {
            faults.Add(new SpecFault("data", $"cannot be read: {problem.Message.TrimEnd('.')}", "Mend that, then submit again."));
            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "Fetching data.{Field}: {Files} files of {Bytes} bytes, {First} as {Tag}")]
    private partial void LogFetching(string field, int files, long bytes, string first, string tag);

    [LoggerMessage(LogLevel.Information, "Took in {Files} files of data ({Bytes} bytes) in {Shards} shards as {Manifest}")]
    private partial void LogPacked(int files, long bytes, int shards, string manifest);
}
