using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using AutoCompress.Host.Artifacts.Remote;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts.S3;

/// <summary>A bucket of Amazon S3, or of a server that speaks its protocol.</summary>
internal sealed class S3Bucket : IObjectStorage
{
    private readonly IAmazonS3 _client;
    private readonly ArtifactAddress.S3 _address;
    private readonly Patience _patience;
    private readonly S3Parts _parts;

    public S3Bucket(ArtifactAddress.S3 address, IAmazonS3 client, TimeProvider time, TimeSpan patience, int partBytes = S3Parts.UsualBytes)
    {
        (_address, _client) = (address, client);
        _patience = new Patience(S3Faults.IsPassing, patience, time);
        _parts = new S3Parts(client, address, _patience, partBytes);
    }

    /// <inheritdoc/>
    public string Place => _address.ToString();

    /// <inheritdoc/>
    public int PartBytes => _parts.PartBytes;

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancellationToken) => AskAsync(
        token => _client.ListObjectsV2Async(new() { BucketName = _address.Bucket, Prefix = _address.Prefix, MaxKeys = 1 }, token), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = _address.Bucket, Prefix = _address.Prefix + prefix, ContinuationToken = next };
            var page = await AskAsync(token => _client.ListObjectsV2Async(request, token), cancellationToken).ConfigureAwait(false);
            foreach (var found in page.S3Objects ?? [])
            {
                yield return new StoredObject(found.Key[_address.Prefix.Length..], found.Size ?? 0, Time(found.LastModified), found.ETag ?? "");
            }

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    /// <inheritdoc/>
    public async Task<StoredObject?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetObjectMetadataRequest { BucketName = _address.Bucket, Key = _address.Prefix + name };
            var found = await AskAsync(token => _client.GetObjectMetadataAsync(request, token), cancellationToken).ConfigureAwait(false);
            return new StoredObject(name, found.ContentLength, Time(found.LastModified), found.ETag);
        }
        catch (AmazonS3Exception problem) when (S3Faults.IsMissing(problem))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> PutAsync(string name, ReadOnlyMemory<byte> content, bool replace, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(
                async token =>
                {
                    using var stream = new MemoryStream(content.ToArray(), writable: false);
                    return await _client.PutObjectAsync(
                        new PutObjectRequest
                        {
                            BucketName = _address.Bucket,
                            Key = _address.Prefix + name,
                            InputStream = stream,
                            MD5Digest = Convert.ToBase64String(S3Parts.Md5(content.Span)),
                            UseChunkEncoding = false,
                            IfNoneMatch = replace ? null : "*",
                        },
                        token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception problem) when (!replace && problem.ErrorCode is "PreconditionFailed")
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task<string?> UnfinishedAsync(string prefix, CancellationToken cancellationToken) => _parts.UnfinishedAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> UploadAsync(string name, FileStream file, CancellationToken cancellationToken) => _parts.UploadAsync(name, file, cancellationToken);

    /// <inheritdoc/>
    public async Task<Stream?> ReadAsync(string name, long offset, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetObjectRequest
            {
                BucketName = _address.Bucket,
                Key = _address.Prefix + name,
                ByteRange = offset > 0 ? new ByteRange(offset, long.MaxValue) : null,
            };
            return (await AskAsync(token => _client.GetObjectAsync(request, token), cancellationToken).ConfigureAwait(false)).ResponseStream;
        }
        catch (AmazonS3Exception problem) when (S3Faults.IsMissing(problem))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    /// <remarks>An object's tag is its content's here, so a removal could not tell a refreshed one: a copy under a new name it cannot hit.</remarks>
    public async Task<bool> RefreshAsync(StoredObject seen, string newName, CancellationToken cancellationToken)
    {
        try
        {
            var request = new CopyObjectRequest
            {
                SourceBucket = _address.Bucket,
                SourceKey = _address.Prefix + seen.Name,
                DestinationBucket = _address.Bucket,
                DestinationKey = _address.Prefix + newName,
            };
            await AskAsync(token => _client.CopyObjectAsync(request, token), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception problem) when (S3Faults.IsMissing(problem) || problem.ErrorCode == "InvalidRequest")
        {
            // Gone, or too large to be copied in one request (5 GB).
            return false;
        }
    }

    /// <inheritdoc/>
    public Task RemoveAsync(StoredObject seen, CancellationToken cancellationToken) => DeleteAsync(seen.Name, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => AskAsync(
        token => _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _address.Bucket, Key = _address.Prefix + name }, token), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Parts of an upload that never ended are paid for until somebody drops them.</remarks>
    public Task TidyAsync(DateTimeOffset before, CancellationToken cancellationToken) => _parts.TidyAsync(before, cancellationToken);

    /// <inheritdoc/>
    public bool IsPassing(Exception problem) => S3Faults.IsPassing(problem);

    /// <inheritdoc/>
    public StoreException? Explain(Exception problem) => S3Faults.Explain(problem, Place);

    public void Dispose() => _client.Dispose();

    private static DateTimeOffset Time(DateTime? at) => at is { } time ? new DateTimeOffset(time.ToUniversalTime()) : DateTimeOffset.MaxValue;

    private Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken) => _patience.RunAsync(request, cancellationToken);
}
