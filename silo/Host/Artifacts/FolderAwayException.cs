namespace AutoCompress.Host.Artifacts;

/// <summary>The folder of artifacts is not there, or is another one: a file system that is not mounted leaves an empty folder behind.</summary>
internal sealed class FolderAwayException(string message) : IOException(message);
