namespace AutoCompress.Host.Artifacts.Remote;

/// <summary>An object as a listing saw it.</summary>
/// <param name="At">When it was written last, by the store's own clock.</param>
/// <param name="Tag">Changes when it is written again; empty where the store gives none.</param>
internal sealed record StoredObject(string Name, long Bytes, DateTimeOffset At, string Tag = "");
