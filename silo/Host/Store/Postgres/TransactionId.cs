namespace AutoCompress.Host.Store.Postgres;

/// <summary>By which a transaction is found again that may have been committed.</summary>
/// <param name="Server">Tells one life of a server from the next.</param>
internal sealed record TransactionId(string Id, string Server);
