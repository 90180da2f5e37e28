using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace AutoCompress.Host.Artifacts.S3;

/// <summary>Uploads an object part by part, and goes on with an upload that broke off: a part whose tag is its content's MD5 is there already.</summary>
internal sealed class S3Parts(IAmazonS3 client, ArtifactAddress.S3 address, Patience patience, int partBytes)
{
    public const int UsualBytes = 8 << 20;

    /// <summary>What the protocol allows.</summary>
    private const int PartsAtMost = 10_000;

    public int PartBytes => partBytes;

    /// <summary>The hash that the server compares what it received with.</summary>
    public static byte[] Md5(ReadOnlySpan<byte> content)
    {
#pragma warning disable CA5351 // A checksum of the transport that the protocol asks for; what the artifact is, SHA-256 says.
        return MD5.HashData(content);
#pragma warning restore CA5351
    }

    /// <summary>The name of an upload that began but never ended.</summary>
    public async Task<string?> UnfinishedAsync(string prefix, CancellationToken cancellationToken)
    {
        var uploads = await UploadsAsync(prefix, cancellationToken).ConfigureAwait(false);
        return uploads.MaxBy(upload => upload.Initiated)?.Key[address.Prefix.Length..];
    }

    public async Task TidyAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        foreach (var upload in await UploadsAsync("", cancellationToken).ConfigureAwait(false))
        {
            if (upload.Initiated is { } began && began.ToUniversalTime() < before.UtcDateTime)
            {
                var request = new AbortMultipartUploadRequest { BucketName = address.Bucket, Key = upload.Key, UploadId = upload.UploadId };
                await patience.RunAsync(token => client.AbortMultipartUploadAsync(request, token), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <returns>False when somebody else has ended or dropped the upload meanwhile.</returns>
    public async Task<bool> UploadAsync(string name, FileStream file, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(name, file, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception problem) when (problem.ErrorCode == "NoSuchUpload")
        {
            return false;
        }
    }

    private async Task SendAsync(string name, FileStream file, CancellationToken cancellationToken)
    {
        var id = (await UploadsAsync(name, cancellationToken).ConfigureAwait(false)).MaxBy(upload => upload.Initiated)?.UploadId
            ?? await BeginAsync(name, cancellationToken).ConfigureAwait(false);
        var there = await ThereAsync(name, id, cancellationToken).ConfigureAwait(false);
        var parts = new List<PartETag>();
        var buffer = new byte[(int)Math.Max(partBytes, file.Length / PartsAtMost + 1)];
        while (true)
        {
            var count = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            var number = parts.Count + 1;
            var hash = Md5(buffer.AsSpan(0, count));
            var known = there.GetValueOrDefault(number);
            parts.Add(known is not null && known.Size == count && known.ETag.Trim('"') == Convert.ToHexStringLower(hash)
                ? new PartETag(number, known.ETag)
                : new PartETag(number, await PutAsync(name, id, number, buffer.AsMemory(0, count), hash, cancellationToken).ConfigureAwait(false)));
        }

        var end = new CompleteMultipartUploadRequest { BucketName = address.Bucket, Key = address.Prefix + name, UploadId = id, PartETags = parts };
        await patience.RunAsync(token => client.CompleteMultipartUploadAsync(end, token), cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<MultipartUpload>> UploadsAsync(string prefix, CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = address.Bucket, Prefix = address.Prefix + prefix };
        return (await patience.RunAsync(token => client.ListMultipartUploadsAsync(request, token), cancellationToken).ConfigureAwait(false)).MultipartUploads ?? [];
    }

    private async Task<string> BeginAsync(string name, CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = address.Bucket, Key = address.Prefix + name };
        return (await patience.RunAsync(token => client.InitiateMultipartUploadAsync(request, token), cancellationToken).ConfigureAwait(false)).UploadId;
    }

    private async Task<Dictionary<int, PartDetail>> ThereAsync(string name, string id, CancellationToken cancellationToken)
    {
        var there = new Dictionary<int, PartDetail>();
        string? next = null;
        do
        {
            var request = new ListPartsRequest { BucketName = address.Bucket, Key = address.Prefix + name, UploadId = id, PartNumberMarker = next };
            var page = await patience.RunAsync(token => client.ListPartsAsync(request, token), cancellationToken).ConfigureAwait(false);
            foreach (var part in page.Parts ?? [])
            {
                there[part.PartNumber ?? 0] = part;
            }

            next = page.IsTruncated == true ? page.NextPartNumberMarker?.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        }
        while (next is not null);

        return there;
    }

    private async Task<string> PutAsync(string name, string id, int number, ReadOnlyMemory<byte> content, byte[] hash, CancellationToken cancellationToken)
    {
        var response = await patience.RunAsync(
            async token =>
            {
                using var stream = new MemoryStream(content.ToArray(), writable: false);
                return await client.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = address.Bucket,
                        Key = address.Prefix + name,
                        UploadId = id,
                        PartNumber = number,
                        PartSize = content.Length,
                        InputStream = stream,
                        MD5Digest = Convert.ToBase64String(hash),
                        UseChunkEncoding = false,
                    },
                    token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return response.ETag;
    }
}
