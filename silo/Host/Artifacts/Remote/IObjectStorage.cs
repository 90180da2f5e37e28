using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts.Remote;

/// <summary>A container of a cloud's object store: names and contents. Every request rides out a store that is away for a while.</summary>
/// <remarks>What goes over the wire is hashed on both sides of it; what a failed request has left behind is never seen by readers.</remarks>
internal interface IObjectStorage : IDisposable
{
    /// <summary>Where it is, for messages; holds no secret.</summary>
    string Place { get; }

    /// <summary>Bytes from which on an upload is done in parts and can be gone on with.</summary>
    int PartBytes { get; }

    /// <summary>Makes the container where that is usual, and looks whether it can be used.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>In the order of their names.</summary>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Null when there is none.</summary>
    Task<StoredObject?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes a small object in one request.</summary>
    /// <param name="replace">Whether one that is there already is replaced.</param>
    /// <returns>False when it was there already and is not to be replaced.</returns>
    Task<bool> PutAsync(string name, ReadOnlyMemory<byte> content, bool replace, CancellationToken cancellationToken);

    /// <summary>The name of an upload that began but never ended; null for none.</summary>
    Task<string?> UnfinishedAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Uploads a file of more than <see cref="PartBytes"/> in parts, leaving out those that an earlier upload under this name has brought.</summary>
    /// <returns>False when somebody else has ended or dropped that upload meanwhile.</returns>
    Task<bool> UploadAsync(string name, FileStream file, CancellationToken cancellationToken);

    /// <summary>What the object holds from <paramref name="offset"/> on; null when there is none. Reading it may break off.</summary>
    Task<Stream?> ReadAsync(string name, long offset, CancellationToken cancellationToken);

    /// <summary>Makes the content count as just written, in a way that a removal of what was <paramref name="seen"/> does not touch.</summary>
    /// <param name="newName">A name that was never used, for stores where only a copy can do that.</param>
    /// <returns>False when it is gone, or has to be uploaded again.</returns>
    Task<bool> RefreshAsync(StoredObject seen, string newName, CancellationToken cancellationToken);

    /// <summary>Removes the object if it is still what was <paramref name="seen"/>, where the store can tell.</summary>
    Task RemoveAsync(StoredObject seen, CancellationToken cancellationToken);

    /// <summary>Removes the object, whatever it is.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Drops uploads that began before then and never ended, where the store does not do so by itself.</summary>
    Task TidyAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Whether the same again may go well.</summary>
    bool IsPassing(Exception problem);

    /// <summary>The problem as the artifacts' users know it; null when it is none of this store's.</summary>
    StoreException? Explain(Exception problem);
}
