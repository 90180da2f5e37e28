using AutoCompress.Host.Archive;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts;

/// <summary>Removes artifacts that nothing needs any more.</summary>
/// <remarks>
/// <para>A generation of an artifact is removed when nothing refers to its content and it is older than the age given <b>and</b> older than
/// the longest running step. Or when something does refer to the content, but a newer generation of it is that old too.</para>
/// <para>Why nothing is removed that a study needs, whoever else runs meanwhile and however long this process sleeps between two lines:</para>
/// <list type="number">
/// <item>The store is listed first, then the age of the longest running step is asked for, then the references are read, all of them in one
/// snapshot. A reference that is committed by then is seen.</item>
/// <item>Archives of studies that have no rows are read after that. Whatever has moved from rows into an archive alone meanwhile was in the rows
/// when these were read; a study that is restored from its archive leaves the archive there.</item>
/// <item>A step refers to what it has added only by a commit under its lease, so it is running until then. What it added is younger than the step,
/// thus younger than the longest running one, and stays; if the step's lease was lost, its commit is refused.</item>
/// <item>A submission gives its model a fresh generation before its study is committed, and looks again after that.</item>
/// <item>So what is decided to go had no reference, and nobody was about to make one. Who wants the content later adds it again. That makes a
/// new generation, since an old one is relied on only while it is <see cref="IArtifactVault.Fresh"/>, which is far below the least age. A
/// removal names the generation that was listed: however late it comes, it cannot hit the new one.</item>
/// <item>A result that was not used for weeks is forgotten before the references are read. Who finds a result notes its use in the same transaction
/// if the last one is a day ago, so what it refers to is safe for weeks from then; if the result was faster gone, it is not found.</item>
/// <item>Two collectors remove the same generations, or one finds that the other was faster.</item>
/// </list>
/// <para>Ages are differences of two times of the store's own clock; the clocks of the silos do not matter. The time that a step has been running
/// is the database's, and for an embedded database counts the time that the machine was suspended.</para>
/// </remarks>
internal sealed class ArtifactCollector(IArtifactVault artifacts, IUpkeepStore store) : IArtifactUpkeep
{
    /// <summary>Between the ways in which databases and file servers count time.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(15);

    /// <inheritdoc/>
    public async Task<Collection> CollectAsync(TimeSpan age, TimeSpan unused, bool isDryRun, CancellationToken cancellationToken)
    {
        var now = await artifacts.NowAsync(cancellationToken).ConfigureAwait(false);
        var listed = await ListAsync(cancellationToken).ConfigureAwait(false);
        var longest = await store.LongestStepAsync(cancellationToken).ConfigureAwait(false) + Slack;
        var forgotten = await store.ForgetUnusedAsync(Max(unused, IArtifactUpkeep.LeastUnused), isDryRun, cancellationToken).ConfigureAwait(false);
        var references = await ReferencesAsync(cancellationToken).ConfigureAwait(false);
        var least = Max(age, Max(IArtifactUpkeep.LeastAge, longest));
        var result = new Collection(isDryRun, 0, 0, 0, 0, 0, 0) { Forgotten = forgotten };
        foreach (var (sha256, generations) in listed)
        {
            var newest = generations.MaxBy(generation => generation.At)!;
            var isNeeded = references.Contains(sha256);
            foreach (var generation in generations)
            {
                // Of two that something needs, the older one has served when the newer one has grown old as well.
                var isOld = now - (isNeeded ? newest : generation).At >= least;
                result = (isNeeded && generation == newest, isOld) switch
                {
                    (true, _) => result with { Kept = result.Kept + 1, KeptBytes = result.KeptBytes + generation.Bytes },
                    (false, false) => result with { Young = result.Young + 1, YoungBytes = result.YoungBytes + generation.Bytes },
                    _ => result with { Removed = result.Removed + 1, RemovedBytes = result.RemovedBytes + generation.Bytes },
                };
                if (isOld && !(isNeeded && generation == newest) && !isDryRun)
                {
                    await artifacts.RemoveAsync(generation, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        if (!isDryRun)
        {
            await artifacts.TidyAsync(cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    private async Task<HashSet<string>> ReferencesAsync(CancellationToken cancellationToken)
    {
        var rows = await store.ReferencesAsync(cancellationToken).ConfigureAwait(false);
        var references = new HashSet<string>(rows.Artifacts, StringComparer.Ordinal);
        await ArchiveNames.ReferencesAsync(artifacts.Documents, rows.Studies, references, cancellationToken).ConfigureAwait(false);
        return references;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private async Task<Dictionary<string, List<StoredArtifact>>> ListAsync(CancellationToken cancellationToken)
    {
        var listed = new Dictionary<string, List<StoredArtifact>>(StringComparer.Ordinal);
        await foreach (var artifact in artifacts.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!listed.TryGetValue(artifact.Sha256, out var generations))
            {
                listed[artifact.Sha256] = generations = [];
            }

            generations.Add(artifact);
        }

        return listed;
    }
}
