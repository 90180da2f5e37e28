using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts;

/// <summary>Where artifacts are kept: a folder, <c>azblob://account/container[/prefix]</c> or <c>s3://bucket[/prefix][?region=…&amp;endpoint=…]</c>. Never a secret.</summary>
public abstract record ArtifactAddress
{
    /// <summary>The environment's variable for it.</summary>
    public const string Variable = "AUTOCOMPRESS_ARTIFACTS";

    private const string AzureScheme = "azblob://";
    private const string S3Scheme = "s3://";

    private ArtifactAddress()
    {
    }

    /// <summary>Whether files can be seen there without asking anyone.</summary>
    public bool IsFolder => this is Folder;

    /// <exception cref="StoreException">It cannot be read; the message says how to write it.</exception>
    public static ArtifactAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith(AzureScheme, StringComparison.OrdinalIgnoreCase))
        {
            var parts = text[AzureScheme.Length..].Split('/', 3);
            return parts is [{ Length: > 0 } account, { Length: > 0 } container, ..] && !text.Contains('?', StringComparison.Ordinal) && !account.Contains('@', StringComparison.Ordinal)
                ? new AzureBlob(account, container, PrefixOf(parts))
                : throw new StoreException(
                    "An address in Azure Blob Storage is azblob://ACCOUNT/CONTAINER or azblob://ACCOUNT/CONTAINER/PREFIX. Keys and tokens belong into the environment (AZURE_STORAGE_CONNECTION_STRING).");
        }

        if (text.StartsWith(S3Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return S3Of(text[S3Scheme.Length..]);
        }

        return text.Contains("://", StringComparison.Ordinal)
            ? throw new StoreException("Artifacts are kept in a folder, at azblob://ACCOUNT/CONTAINER or at s3://BUCKET; the address is none of these.")
            : new Folder(Path.GetFullPath(text));
    }

    private static S3 S3Of(string text)
    {
        var query = text.Split('?', 2);
        var parts = query[0].Split('/', 2);
        if (parts[0].Length == 0 || parts[0].Contains('@', StringComparison.Ordinal))
        {
            throw new StoreException("An address in S3 is s3://BUCKET or s3://BUCKET/PREFIX. Keys belong into the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) or a profile.");
        }

        var address = new S3(parts[0], PrefixOf(["", .. parts]));
        foreach (var setting in query.ElementAtOrDefault(1)?.Split('&', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            address = setting.Split('=', 2) switch
            {
                ["region", var region] => address with { Region = Uri.UnescapeDataString(region) },
                ["endpoint", var endpoint] when Uri.TryCreate(Uri.UnescapeDataString(endpoint), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" =>
                    address with { Endpoint = url },
                _ => throw new StoreException("The settings of an address in S3 are region=NAME and endpoint=URL: s3://BUCKET/PREFIX?region=eu-central-1."),
            };
        }

        return address;
    }

    /// <summary>"" or a path that ends in '/'.</summary>
    private static string PrefixOf(string[] parts) => parts.ElementAtOrDefault(2)?.Trim('/') is { Length: > 0 } prefix ? $"{prefix}/" : "";

    /// <param name="Path">Absolute.</param>
    public sealed record Folder(string Path) : ArtifactAddress
    {
        public override string ToString() => Path;
    }

    /// <param name="Prefix">Empty, or ending in '/'.</param>
    public sealed record AzureBlob(string Account, string Container, string Prefix) : ArtifactAddress
    {
        public override string ToString() => $"{AzureScheme}{Account}/{Container}/{Prefix}".TrimEnd('/');
    }

    /// <param name="Prefix">Empty, or ending in '/'.</param>
    public sealed record S3(string Bucket, string Prefix) : ArtifactAddress
    {
        /// <summary>Null for what the environment or the profile says.</summary>
        public string? Region { get; init; }

        /// <summary>Of a server that speaks S3; null for Amazon's, or what the environment says.</summary>
        public Uri? Endpoint { get; init; }

        public override string ToString() => $"{S3Scheme}{Bucket}/{Prefix}".TrimEnd('/');
    }
}
