namespace AutoCompress.Host.Archive;

/// <summary>An archive cannot be used, and nothing was changed; the message says why and what to do.</summary>
public sealed class ArchiveException(ArchiveFault fault, string message, Exception? inner = null) : IOException(message, inner)
{
    public ArchiveFault Fault => fault;
}
