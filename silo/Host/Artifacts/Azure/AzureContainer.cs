using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Xml.Linq;
using Azure;
using Azure.Core;
using AutoCompress.Host.Artifacts.Remote;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts.Azure;

/// <summary>A container of Azure Blob Storage, by its REST interface.</summary>
internal sealed class AzureContainer : IObjectStorage
{
    private readonly AzureRequests _requests;
    private readonly AzureBlocks _blocks;
    private readonly ArtifactAddress.AzureBlob _address;
    private readonly AzureAccount _account;

    public AzureContainer(ArtifactAddress.AzureBlob address, AzureAccount account, TimeProvider time, TimeSpan patience, int partBytes = AzureBlocks.UsualBytes)
    {
        (_address, _account) = (address, account);
        _requests = new AzureRequests(account, address.Container, time, patience);
        _blocks = new AzureBlocks(_requests, partBytes);
    }

    /// <inheritdoc/>
    public string Place => _address.ToString();

    /// <inheritdoc/>
    public int PartBytes => _blocks.PartBytes;

    /// <inheritdoc/>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var there = await _requests.SendAsync(RequestMethod.Head, null, "restype=container", null, cancellationToken, 404).ConfigureAwait(false);
        if (there.Status == 404)
        {
            await _requests.SendAsync(RequestMethod.Put, null, "restype=container", null, cancellationToken, 409).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in ListedAsync(prefix, "", cancellationToken).ConfigureAwait(false))
        {
            yield return found;
        }
    }

    /// <inheritdoc/>
    public async Task<StoredObject?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var response = await _requests.SendAsync(RequestMethod.Head, _address.Prefix + name, "", null, cancellationToken, 404).ConfigureAwait(false);
        return response.Status == 404
            ? null
            : new StoredObject(name, response.Headers.ContentLengthLong ?? 0, Time(response.Headers.TryGetValue("Last-Modified", out var at) ? at : ""), response.Headers.ETag?.ToString() ?? "");
    }

    /// <inheritdoc/>
    public async Task<bool> PutAsync(string name, ReadOnlyMemory<byte> content, bool replace, CancellationToken cancellationToken)
    {
        var hash = Convert.ToBase64String(AzureBlocks.Md5(content.Span));
        var response = await _requests.SendAsync(
            RequestMethod.Put,
            _address.Prefix + name,
            "",
            request =>
            {
                request.Headers.SetValue("x-ms-blob-type", "BlockBlob");
                request.Headers.SetValue("Content-MD5", hash);
                if (!replace)
                {
                    request.Headers.SetValue("If-None-Match", "*");
                }

                request.Content = RequestContent.Create(content);
            },
            cancellationToken,
            replace ? [] : [409, 412]).ConfigureAwait(false);
        return !response.IsError;
    }

    /// <inheritdoc/>
    public async Task<string?> UnfinishedAsync(string prefix, CancellationToken cancellationToken)
    {
        var whole = new HashSet<string>();
        await foreach (var found in ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            whole.Add(found.Name);
        }

        await foreach (var found in ListedAsync(prefix, "&include=uncommittedblobs", cancellationToken).ConfigureAwait(false))
        {
            if (!whole.Contains(found.Name))
            {
                return found.Name;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public Task<bool> UploadAsync(string name, FileStream file, CancellationToken cancellationToken) => _blocks.UploadAsync(_address.Prefix + name, file, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream?> ReadAsync(string name, long offset, CancellationToken cancellationToken) => _requests.ReadAsync(
        _address.Prefix + name,
        request =>
        {
            if (offset > 0)
            {
                request.Headers.SetValue("x-ms-range", string.Create(CultureInfo.InvariantCulture, $"bytes={offset}-"));
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Writing its metadata gives a blob a new time and a new tag, which is what <see cref="RemoveAsync"/> asks for.</remarks>
    public async Task<bool> RefreshAsync(StoredObject seen, string newName, CancellationToken cancellationToken)
    {
        var response = await _requests.SendAsync(
            RequestMethod.Put,
            _address.Prefix + seen.Name,
            "comp=metadata",
            request => request.Headers.SetValue("x-ms-meta-kept", "true"),
            cancellationToken,
            404).ConfigureAwait(false);
        return response.Status != 404;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(StoredObject seen, CancellationToken cancellationToken) => _requests.SendAsync(
        RequestMethod.Delete, _address.Prefix + seen.Name, "", request => request.Headers.SetValue("If-Match", seen.Tag), cancellationToken, 404, 412);

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        _requests.SendAsync(RequestMethod.Delete, _address.Prefix + name, "", null, cancellationToken, 404);

    /// <inheritdoc/>
    /// <remarks>The service drops blocks that are in no blob after a week.</remarks>
    public Task TidyAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public bool IsPassing(Exception problem) => AzureRequests.IsPassing(problem);

    /// <inheritdoc/>
    public StoreException? Explain(Exception problem) => AzureFaults.Explain(problem, Place, _account);

    public void Dispose()
    {
    }

    private async IAsyncEnumerable<StoredObject> ListedAsync(string prefix, string more, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var marker = "";
        do
        {
            var response = await _requests.SendAsync(
                RequestMethod.Get,
                null,
                $"restype=container&comp=list&prefix={Uri.EscapeDataString(_address.Prefix + prefix)}&marker={Uri.EscapeDataString(marker)}{more}",
                null,
                cancellationToken).ConfigureAwait(false);
            var page = XDocument.Load(response.Content.ToStream()).Root!;
            foreach (var blob in page.Element("Blobs")!.Elements("Blob"))
            {
                var properties = blob.Element("Properties")!;
                yield return new StoredObject(
                    blob.Element("Name")!.Value[_address.Prefix.Length..],
                    (long?)properties.Element("Content-Length") ?? 0,
                    Time(properties.Element("Last-Modified")?.Value),
                    Quoted(properties.Element("Etag")?.Value ?? ""));
            }

            marker = page.Element("NextMarker")?.Value ?? "";
        }
        while (marker.Length > 0);
    }

    /// <summary>Listings leave out the quotes that conditions need.</summary>
    private static string Quoted(string tag) => tag.StartsWith('"') ? tag : $"\"{tag}\"";

    private static DateTimeOffset Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : DateTimeOffset.MaxValue;
}
