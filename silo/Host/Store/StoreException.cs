namespace AutoCompress.Host.Store;

/// <summary>The store cannot be opened, read or written; the message says why and what to do.</summary>
public sealed class StoreException(string message, Exception? inner = null) : IOException(message, inner);
