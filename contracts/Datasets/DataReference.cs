using System.Text.RegularExpressions;

namespace AutoCompress.Datasets;

/// <summary>
/// Where a file or folder that a study names lies: a path, <c>https://…</c>, <c>azblob://ACCOUNT/CONTAINER/NAME</c>, <c>s3://BUCKET/NAME[?region=…]</c>,
/// or <c>artifact:SHA-256/NAME</c> in a packed data set. Where only names are told, as in a bucket, a folder is the beginning of names.
/// </summary>
public abstract partial record DataReference
{
    private const string ArtifactPrefix = "artifact:";

    private DataReference()
    {
    }

    /// <summary>Whether it is a path of whichever machine reads it.</summary>
    public bool IsLocal => this is Local;

    /// <summary>Whether the text names a place that is the same from everywhere, in whatever way.</summary>
    public static bool IsAddress(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(ArtifactPrefix, StringComparison.Ordinal) || Scheme().IsMatch(text);
    }

    /// <returns>The reference, or what is wrong with the text and what to do.</returns>
    public static (DataReference? Reference, string What, string Remedy) Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            _ when text.StartsWith(ArtifactPrefix, StringComparison.Ordinal) => ArtifactOf(text),
            _ when !Scheme().IsMatch(text) => (new Local(text), "", ""),
            _ => text[..text.IndexOf(':', StringComparison.Ordinal)].ToLowerInvariant() switch
            {
                "file" => FileOf(text),
                "https" => HttpsOf(text),
                "http" => Bad("is an http address, where nobody can tell whether the data is what was sent", "Write https, or copy the file and give its path."),
                "azblob" => AzureOf(text["azblob://".Length..]),
                "s3" => S3Of(text["s3://".Length..]),
                var other => Bad($"is a '{other}' address, which AutoCompress does not read", "Give a path, https://…, azblob://ACCOUNT/CONTAINER/…, s3://BUCKET/…, or what 'autocompress data push' has printed."),
            },
        };
    }

    private static (DataReference? Reference, string What, string Remedy) Bad(string what, string remedy) => (null, what, remedy);

    private static (DataReference? Reference, string What, string Remedy) ArtifactOf(string text)
    {
        var match = Packed().Match(text);
        return match.Success && (match.Groups[2].Length == 0 || DataManifest.IsName(match.Groups[2].Value))
            ? (new Artifact(match.Groups[1].Value, match.Groups[2].Value), "", "")
            : Bad($"is '{text}'", "Write artifact:, the 64 hexadecimal digits that 'autocompress data push' has printed, and perhaps '/' and a name in the data set.");
    }

    private static (DataReference? Reference, string What, string Remedy) FileOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { IsFile: true, Host: "" }
            ? (new Local(address.LocalPath), "", "")
            : Bad($"is '{text}'", "Write file:///PATH, or the path alone.");

    private static (DataReference? Reference, string What, string Remedy) HttpsOf(string text) =>
        !Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Host.Length == 0 ? Bad("is no https address", "Write https://HOST/PATH.")
        : address.UserInfo.Length > 0 ? Bad("holds a password, which everyone who sees the study would see", "Give an address that needs none, or copy the data into a bucket that the silos can read.")
        : address.Fragment.Length > 0 ? Bad("holds a '#'", "Leave out what follows it, or write %23.")
        : (new Https(address), "", "");

    private static (DataReference? Reference, string What, string Remedy) AzureOf(string rest)
    {
        var parts = rest.Split('/', 3);
        return parts is [{ Length: > 0 } account, { Length: > 0 } container, var name] && name.Trim('/').Length > 0 && AccountName().IsMatch(account) && !rest.Contains('?', StringComparison.Ordinal)
            ? (new Azure(account, container, name.TrimEnd('/')), "", "")
            : Bad("is no address in Azure Blob Storage", "Write azblob://ACCOUNT/CONTAINER/NAME; keys and tokens belong into the silo's environment (AZURE_STORAGE_CONNECTION_STRING).");
    }

    private static (DataReference? Reference, string What, string Remedy) S3Of(string rest)
    {
        var query = rest.Split('?', 2);
        var parts = query[0].Split('/', 2);
        var region = query.Length == 1 ? null : query[1].StartsWith("region=", StringComparison.Ordinal) && !query[1].Contains('&', StringComparison.Ordinal) ? Uri.UnescapeDataString(query[1][7..]) : "";
        return parts is [{ Length: > 0 } bucket, var name] && name.Trim('/').Length > 0 && !bucket.Contains('@', StringComparison.Ordinal) && region != ""
            ? (new S3(bucket, name.TrimEnd('/'), region), "", "")
            : Bad("is no address in S3", "Write s3://BUCKET/NAME or s3://BUCKET/NAME?region=eu-central-1; keys and the endpoint belong into the silo's environment (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL_S3).");
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*://")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^artifact:([0-9a-f]{64})(?:/(.*?)/?)?\z", RegexOptions.Singleline)]
    private static partial Regex Packed();

    [GeneratedRegex("^[A-Za-z0-9-]+$")]
    private static partial Regex AccountName();

    /// <param name="Path">As it was written; of the machine that reads it.</param>
    public sealed record Local(string Path) : DataReference
    {
        public override string ToString() => Path;
    }

    /// <param name="Manifest">SHA-256 of a <see cref="DataManifest"/>.</param>
    /// <param name="Name">In the data set; empty for all of it.</param>
    public sealed record Artifact(string Manifest, string Name) : DataReference
    {
        public override string ToString() => $"{ArtifactPrefix}{Manifest}{(Name.Length > 0 ? "/" : "")}{Name}";
    }

    /// <param name="Address">Its query may hold a signature.</param>
    public sealed record Https(Uri Address) : DataReference
    {
        /// <summary>Without the query.</summary>
        public override string ToString() => Address.GetLeftPart(UriPartial.Path);
    }

    public sealed record Azure(string Account, string Container, string Name) : DataReference
    {
        public override string ToString() => $"azblob://{Account}/{Container}/{Name}";
    }

    /// <param name="Region">Null for the silo's own.</param>
    public sealed record S3(string Bucket, string Name, string? Region) : DataReference
    {
        public override string ToString() => $"s3://{Bucket}/{Name}";
    }
}
