namespace AutoCompress.Client.Run;

/// <summary>What <c>run</c> was asked to do.</summary>
/// <param name="Output">Null for out/NAME in the working folder.</param>
/// <param name="Fresh">Whether an earlier run's state is thrown away first.</param>
internal sealed record RunRequest(FileInfo Study, DirectoryInfo? Output, bool Fresh, bool Plain);
