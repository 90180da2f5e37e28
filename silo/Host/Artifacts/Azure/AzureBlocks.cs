using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Azure;
using Azure.Core;

namespace AutoCompress.Host.Artifacts.Azure;

/// <summary>Uploads a blob block by block. A block's name holds its content's hash, so one that an earlier upload has brought is known again.</summary>
internal sealed class AzureBlocks(AzureRequests requests, int partBytes)
{
    public const int UsualBytes = 8 << 20;

    /// <summary>What the service allows.</summary>
    private const int BlocksAtMost = 50_000;

    private const int NameHashLength = 16;

    public int PartBytes => partBytes;

    /// <returns>False when another upload of this name has ended meanwhile, which drops the blocks that are in no list.</returns>
    /// <exception cref="RequestFailedException">The service refuses.</exception>
    public async Task<bool> UploadAsync(string blob, FileStream file, CancellationToken cancellationToken)
    {
        var there = await ThereAsync(blob, cancellationToken).ConfigureAwait(false);
        var blocks = new List<string>();
        var buffer = new byte[(int)Math.Max(partBytes, file.Length / BlocksAtMost + 1)];
        while (true)
        {
            var count = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            var block = NameOf(blocks.Count, buffer.AsSpan(0, count));
            blocks.Add(block);
            if (!there.TryGetValue(block, out var bytes) || bytes != count)
            {
                await PutAsync(blob, block, buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
        }

        return await CommitAsync(blob, blocks, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The hash that the service compares what it received with.</summary>
    public static byte[] Md5(ReadOnlySpan<byte> content)
    {
#pragma warning disable CA5351 // A checksum of the transport that the service understands; what the artifact is, SHA-256 says.
        return MD5.HashData(content);
#pragma warning restore CA5351
    }

    private static string NameOf(int number, ReadOnlySpan<byte> content) => Convert.ToBase64String(Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{number:00000000}-{Convert.ToHexStringLower(SHA256.HashData(content))[..NameHashLength]}")));

    private async Task<Dictionary<string, long>> ThereAsync(string blob, CancellationToken cancellationToken)
    {
        var response = await requests.SendAsync(RequestMethod.Get, blob, "comp=blocklist&blocklisttype=uncommitted", null, cancellationToken, 404).ConfigureAwait(false);
        return response.IsError
            ? []
            : XDocument.Load(response.Content.ToStream()).Descendants("Block").ToDictionary(block => block.Element("Name")!.Value, block => (long)block.Element("Size")!);
    }

    private async Task PutAsync(string blob, string block, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var hash = Convert.ToBase64String(Md5(content.Span));
        await requests.SendAsync(
            RequestMethod.Put,
            blob,
            $"comp=block&blockid={Uri.EscapeDataString(block)}",
            request =>
            {
                request.Headers.SetValue("Content-MD5", hash);
                request.Content = RequestContent.Create(content);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The blob appears, unless another upload of this name was faster: then it is there already, as names are never used again.</summary>
    private async Task<bool> CommitAsync(string blob, List<string> blocks, CancellationToken cancellationToken)
    {
        var list = new XElement("BlockList", blocks.Select(block => new XElement("Latest", block))).ToString(SaveOptions.DisableFormatting);
        var response = await requests.SendAsync(
            RequestMethod.Put,
            blob,
            "comp=blocklist",
            request =>
            {
                request.Headers.SetValue("If-None-Match", "*");
                request.Headers.SetValue("Content-Type", "application/xml");
                request.Content = RequestContent.Create(Encoding.UTF8.GetBytes(list));
            },
            cancellationToken,
            400,
            409,
            412).ConfigureAwait(false);
        return response.Status != 400 || (AzureRequests.ErrorOf(response) == "InvalidBlockList" ? false : throw new RequestFailedException(response));
    }
}
