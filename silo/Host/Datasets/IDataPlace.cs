namespace AutoCompress.Host.Datasets;

/// <summary>A place that data is fetched from once: a bucket, a container, a server of files.</summary>
internal interface IDataPlace : IDisposable
{
    /// <summary>What the file is called in messages; holds no secret.</summary>
    string Describe(string name);

    /// <summary>Null when there is no such file.</summary>
    /// <exception cref="DataProblem">The place cannot be reached, or refuses.</exception>
    Task<FoundFile?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>All files whose names begin so.</summary>
    /// <exception cref="DataProblem">The place cannot be reached, refuses, or cannot list.</exception>
    IAsyncEnumerable<FoundFile> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The file's content from <paramref name="offset"/> on, or from its start where that is all the place can do.</summary>
    /// <returns>The content, and the byte that it starts with. Reading it may break off.</returns>
    /// <exception cref="DataProblem">The file is not what was found, or is gone.</exception>
    Task<(Stream Content, long Start)> OpenAsync(FoundFile file, long offset, CancellationToken cancellationToken);

    /// <summary>Whether the file is still what was found, where <see cref="OpenAsync"/> cannot tell.</summary>
    Task<bool> IsUnchangedAsync(FoundFile file, CancellationToken cancellationToken);

    /// <summary>Whether the same again may go well.</summary>
    bool IsPassing(Exception problem);
}
