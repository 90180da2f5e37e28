using System.Collections.Immutable;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>The artifact store of a round: what silos are told to use, and a look at it that is not theirs.</summary>
internal interface IChaosArtifacts : IAsyncDisposable
{
    /// <summary>What <c>serve --artifacts</c> takes.</summary>
    string Address { get; }

    /// <summary>How a process gets in: variables of its environment.</summary>
    /// <param name="silo">Its number; null for the judge, whom no fault keeps out.</param>
    IReadOnlyDictionary<string, string> EnvironmentOf(int? silo);

    /// <summary>Puts the store out of reach.</summary>
    Task CutAsync();

    /// <summary>Puts it back as it was.</summary>
    /// <returns>What is wrong with it now; null for nothing.</returns>
    Task<string?> MendAsync();

    /// <summary>Whether one silo alone can lose sight of the store here.</summary>
    bool CanHideFrom(SiloProcess silo);

    /// <summary>Takes it out of one silo's sight.</summary>
    /// <returns>Why it could not be; null when it is.</returns>
    Task<string?> HideFromAsync(SiloProcess silo);

    /// <summary>Shows it to the silo again.</summary>
    /// <returns>What is wrong with it now; null for nothing.</returns>
    Task<string?> ShowToAsync(SiloProcess silo);

    /// <summary>The names of all that is kept but the cluster's mark, with the SHA-256 in an artifact's name; null for archives, and for what writers have left.</summary>
    Task<ImmutableDictionary<string, string?>> ListAsync();

    /// <summary>The content of one that is listed, by its name.</summary>
    Task<Stream> OpenAsync(string name);

    /// <summary>Leaves what writers leave that die: an artifact that nothing refers to, and half of one where the store keeps those.</summary>
    Task PlantAsync();

    /// <summary>Makes all that is there some days older.</summary>
    Task AgeAsync();
}
