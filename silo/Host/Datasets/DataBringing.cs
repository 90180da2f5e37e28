using AutoCompress.Artifacts;
using AutoCompress.Datasets;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Datasets;

/// <summary>Brings data that lies at addresses into a folder of this machine, without a silo.</summary>
public static class DataBringing
{
    /// <param name="labelled">Whether the task has labels.</param>
    /// <param name="artifacts">Where packed data sets are.</param>
    /// <returns>The section with paths of this machine.</returns>
    /// <exception cref="StepFailureException">InvalidData: something cannot be had; the message says what and why.</exception>
    public static async Task<DataSpec> RunAsync(DataSpec data, bool labelled, string folder, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        var options = new DataOptions(Path.Combine(folder, "fetched"));
        using var places = new DataPlaces(options, TimeProvider.System);
        var gathering = new DataGathering(artifacts, places, new DataFetch(options, TimeProvider.System), options);
        using var found = new FetchedData();
        foreach (var field in DataFields.Of(data).Where(field => DataReference.IsAddress(field.Path)))
        {
            try
            {
                var wanted = await gathering.LookAsync(field, labelled, found, cancellationToken).ConfigureAwait(false);
                using (wanted.Place)
                {
                    await gathering.FetchAsync(wanted, found, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (DataProblem problem)
            {
                throw new StepFailureException(FailureCause.InvalidData, new SpecFault($"data.{field.Name}", problem.What, problem.Remedy).ToString(), problem);
            }
        }

        var target = Path.Combine(folder, "data");
        foreach (var file in found.Files)
        {
            var path = Path.Combine(target, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file.Path, path);
        }

        foreach (var source in found.Packed.GroupBy(one => one.Source))
        {
            await UnpackAsync(source.Key, [.. source.Select(one => one.File with { Name = one.Name })], artifacts, target, cancellationToken).ConfigureAwait(false);
        }

        return DataFields.Map(data, field => found.Paths.TryGetValue(field.Name, out var path) ? Path.Combine(target, path) : field.Path);
    }

    /// <summary>Brings a packed data set, or a file or folder of it, into <paramref name="folder"/>.</summary>
    /// <returns>Files and bytes that lie there.</returns>
    /// <exception cref="StepFailureException">InvalidData: it is not there.</exception>
    public static async Task<(int Files, long Bytes)> PullAsync(DataReference.Artifact data, string folder, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        var options = new DataOptions(folder);
        using var places = new DataPlaces(options, TimeProvider.System);
        try
        {
            var manifest = await new DataGathering(artifacts, places, new DataFetch(options, TimeProvider.System), options)
                .ManifestAsync(data.Manifest, cancellationToken).ConfigureAwait(false);
            PackedFile[] files =
            [
                .. manifest.Files.Where(file => data.Name.Length == 0 || file.Name == data.Name || file.Name.StartsWith(data.Name + "/", StringComparison.Ordinal)),
            ];
            if (files.Length == 0)
            {
                throw new DataProblem($"names {data}, which is not in that data set", "Leave the name out for all of it.");
            }

            await UnpackAsync(manifest, files, artifacts, folder, cancellationToken).ConfigureAwait(false);
            return (files.Length, files.Sum(file => file.Bytes));
        }
        catch (DataProblem problem)
        {
            throw new StepFailureException(FailureCause.InvalidData, $"The command {problem.Message}", problem);
        }
    }

    private static Task UnpackAsync(DataManifest manifest, PackedFile[] files, IArtifactStore artifacts, string folder, CancellationToken cancellationToken) =>
        DataUnpacker.RunAsync(manifest with { Files = [.. files] }, artifacts, folder, null, cancellationToken);
}
