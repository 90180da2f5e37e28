using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts;

/// <summary>What can be done for the artifact store from time to time.</summary>
public interface IArtifactUpkeep
{
    /// <summary>Below this, somebody may still be about to refer to what was just added.</summary>
    static readonly TimeSpan LeastAge = TimeSpan.FromHours(1);

    /// <summary>What is old enough unless somebody says otherwise.</summary>
    static readonly TimeSpan UsualAge = TimeSpan.FromHours(24);

    /// <summary>Below this, the note of a result's last use says nothing, as it is made once a day.</summary>
    static readonly TimeSpan LeastUnused = TimeSpan.FromDays(2);

    /// <summary>How long results of steps stay that nobody asks for, unless somebody says otherwise.</summary>
    static readonly TimeSpan UsualUnused = TimeSpan.FromDays(30);

    /// <summary>Forgets results of steps that were not used for long, and removes artifacts that nothing needs.</summary>
    /// <param name="age">Younger ones stay; at least <see cref="LeastAge"/>.</param>
    /// <param name="unused">Results of steps of studies that have ended are forgotten when nobody asked for them so long; at least <see cref="LeastUnused"/>.</param>
    /// <param name="isDryRun">Whether nothing is removed, only counted.</param>
    /// <exception cref="StoreException">The database or the artifact store cannot be used; what was removed up to then was not needed.</exception>
    Task<Collection> CollectAsync(TimeSpan age, TimeSpan unused, bool isDryRun, CancellationToken cancellationToken);
}
