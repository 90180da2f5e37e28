namespace AutoCompress.Host.Store;

/// <summary>How a database's artifacts are known again.</summary>
/// <param name="Id">The database's own name, which no other has.</param>
/// <param name="Text">What stands in its artifact store; null before the first silo.</param>
internal sealed record ClusterMark(string Id, string? Text);
