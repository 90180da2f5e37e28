using System.Collections.Immutable;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>The artifact store of a round: what silos are told to use, and a look at it that is not theirs.</summary>
internal interface IChaosArtifacts : IAsyncDisposable
{
    /// <summary>What <c>serve --artifacts</c> takes.</summary>
    string Address { get; }

    /// <summary>Puts the store out of reach.</summary>
    Task CutAsync();

    /// <summary>Puts it back as it was.</summary>
    /// <returns>What is wrong with it now; null for nothing.</returns>
    Task<string?> MendAsync();

    /// <summary>The names of all that is kept, with the SHA-256 in an artifact's name; null for other things that writers have left.</summary>
    Task<ImmutableDictionary<string, string?>> ListAsync();

    /// <summary>The content of one that is listed, by its name.</summary>
    Task<Stream> OpenAsync(string name);
}
