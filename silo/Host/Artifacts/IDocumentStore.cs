namespace AutoCompress.Host.Artifacts;

/// <summary>Small files under names such as <c>archive/mnist-1/00000001</c>, beside the artifacts. They are written once and whole.</summary>
internal interface IDocumentStore
{
    /// <summary>Writes a document that is not there yet.</summary>
    /// <returns>False when there is one of that name; it is left as it was.</returns>
    Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Null when there is none.</summary>
    Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Names that begin with <paramref name="prefix"/>, which ends in '/' or is a whole name's beginning, in order.</summary>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>One that is gone already is fine.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);
}
