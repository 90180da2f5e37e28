namespace AutoCompress.Host.Artifacts;

/// <summary>One generation of an artifact, as a listing saw it.</summary>
/// <param name="Name">What the store calls it. A name is given once: whoever removes it later, however late, removes only what was listed.</param>
/// <param name="At">When it was stored, by the store's own clock.</param>
internal sealed record StoredArtifact(string Sha256, string Name, long Bytes, DateTimeOffset At)
{
    /// <summary>What tells this writing of the name from another one, where the store knows that.</summary>
    public string Tag { get; init; } = "";
}
