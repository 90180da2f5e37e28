namespace AutoCompress.Artifacts;

/// <summary>Immutable files under the SHA-256 of their content. Writing the same content twice is one artifact.</summary>
public interface IArtifactStore
{
    /// <summary>Stores the file at <paramref name="path"/>, which the store may take over by renaming it, and returns its SHA-256 in hexadecimal.</summary>
    /// <exception cref="IOException">The disk is full or the file cannot be read.</exception>
    Task<string> AddFileAsync(string path, CancellationToken cancellationToken);

    /// <summary>Stores what <paramref name="content"/> holds from its position on and returns the SHA-256 in hexadecimal.</summary>
    Task<string> AddAsync(Stream content, CancellationToken cancellationToken);

    /// <summary>Whether the artifact is there.</summary>
    Task<bool> ExistsAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>The artifact's content as a file of this machine, fetched first where the store is remote, and checked against its name.</summary>
    /// <exception cref="FileNotFoundException">There is no such artifact.</exception>
    Task<ArtifactFile> GetFileAsync(string sha256, CancellationToken cancellationToken);
}
