namespace AutoCompress.Host.Artifacts.Remote;

/// <summary>Brings an object into a file. A download that breaks off goes on where it was, also after a restart.</summary>
internal sealed class ArtifactDownload(IObjectStorage storage, Patience patience)
{
    /// <param name="path">May hold the beginning of the content.</param>
    /// <returns>False when the object is gone or is not what its name says; then there is no file.</returns>
    public async Task<bool> RunAsync(StoredObject source, string sha256, string path, CancellationToken cancellationToken)
    {
        string hash;
        await using (var file = new HashedFile(path))
        {
            await file.CatchUpAsync(cancellationToken).ConfigureAwait(false);
            var length = -1L;
            while (file.Length < source.Bytes && file.Length > length)
            {
                // Each piece that arrives is new hope: the patience begins again.
                length = file.Length;
                if (!await patience.RunAsync(token => AppendAsync(source, file, length, token), cancellationToken).ConfigureAwait(false))
                {
                    break;
                }
            }

            hash = file.Hash();
        }

        if (hash != sha256)
        {
            File.Delete(path);
            return false;
        }

        return true;
    }

    private async Task<bool> AppendAsync(StoredObject source, HashedFile file, long before, CancellationToken cancellationToken)
    {
        try
        {
            var content = await storage.ReadAsync(source.Name, file.Length, cancellationToken).ConfigureAwait(false);
            if (content is null)
            {
                return false;
            }

            await using (content.ConfigureAwait(false))
            {
                await file.AppendAsync(content, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception problem) when (file.Length > before && (storage.IsPassing(problem) || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested)))
        {
            return true;
        }
    }
}
