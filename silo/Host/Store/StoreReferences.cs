namespace AutoCompress.Host.Store;

/// <summary>What rows refer to, as of one moment.</summary>
/// <param name="Artifacts">Whatever looks like the SHA-256 of an artifact.</param>
/// <param name="Studies">Whose rows these are. The archives of other studies have to be read to know what they need.</param>
internal sealed record StoreReferences(IReadOnlySet<string> Artifacts, IReadOnlySet<string> Studies);
