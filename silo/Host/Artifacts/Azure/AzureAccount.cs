using Azure.Core;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts.Azure;

/// <summary>A storage account and how to get in: by its key, by a shared access signature, or by Entra ID. Its text names no secret.</summary>
internal sealed class AzureAccount
{
    private const string ConnectionVariable = "AZURE_STORAGE_CONNECTION_STRING";
    private const string KeyVariable = "AZURE_STORAGE_KEY";
    private const string TokenVariable = "AZURE_STORAGE_SAS_TOKEN";

    /// <summary>The emulator's account and key are the same everywhere and no secret.</summary>
    private const string Development =
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + "BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1";

    private AzureAccount(string name, Uri endpoint) => (Name, Endpoint) = (name, endpoint);

    /// <summary>What may not reach the processes that run models.</summary>
    public static IReadOnlyList<string> Secrets { get; } = [ConnectionVariable, KeyVariable, TokenVariable];

    public string Name { get; }

    /// <summary>Of the blob service, without a slash at its end.</summary>
    public Uri Endpoint { get; }

    /// <summary>Null where another way in is used.</summary>
    public byte[]? Key { get; private init; }

    /// <summary>A query without '?'; null where another way in is used.</summary>
    public string? Signature { get; private init; }

    /// <summary>Null where another way in is used.</summary>
    public TokenCredential? Credential { get; private init; }

    /// <summary>Reads what the environment says about the account; Entra ID where it says nothing.</summary>
    /// <param name="environment">Value of a variable; null for none.</param>
    /// <param name="credential">Asked for where neither a key nor a signature is given.</param>
    /// <exception cref="StoreException">A setting cannot be read, or is another account's.</exception>
    public static AzureAccount Of(string name, Func<string, string?> environment, Func<TokenCredential> credential)
    {
        if (environment(ConnectionVariable) is { Length: > 0 } connection)
        {
            var account = OfConnection(connection);
            return account.Name == name
                ? account
                : throw new StoreException($"{ConnectionVariable} is that of the account {account.Name}, and the address names {name}. Make them agree.");
        }

        var endpoint = new Uri($"https://{name}.blob.core.windows.net");
        return environment(KeyVariable) is { Length: > 0 } key ? new AzureAccount(name, endpoint) { Key = KeyOf(key, KeyVariable) }
            : environment(TokenVariable) is { Length: > 0 } signature ? new AzureAccount(name, endpoint) { Signature = signature.TrimStart('?') }
            : new AzureAccount(name, endpoint) { Credential = credential() };
    }

    public override string ToString() => $"{Name} at {Endpoint}";

    /// <summary>Reads a connection string in Azure's form, such as <c>UseDevelopmentStorage=true</c>.</summary>
    private static AzureAccount OfConnection(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var pair = part.Split('=', 2);
            parts[pair[0]] = pair.ElementAtOrDefault(1) ?? "";
        }

        if (parts.TryGetValue("UseDevelopmentStorage", out var development) && string.Equals(development, "true", StringComparison.OrdinalIgnoreCase))
        {
            var proxy = parts.GetValueOrDefault("DevelopmentStorageProxyUri")?.TrimEnd('/');
            return OfConnection(proxy is null ? Development : Development.Replace("http://127.0.0.1", proxy, StringComparison.Ordinal));
        }

        var endpoint = parts.GetValueOrDefault("BlobEndpoint")?.TrimEnd('/')
            ?? $"{parts.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{parts.GetValueOrDefault("AccountName")}.blob.{parts.GetValueOrDefault("EndpointSuffix", "core.windows.net")}";
        var key = parts.GetValueOrDefault("AccountKey");
        var signature = parts.GetValueOrDefault("SharedAccessSignature")?.TrimStart('?');
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || (key is null && signature is null))
        {
            throw new StoreException(
                $"{ConnectionVariable} cannot be read. Take it as Azure's portal shows it: DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net.");
        }

        var name = parts.GetValueOrDefault("AccountName") ?? address.Host.Split('.')[0];
        return new AzureAccount(name, address) { Key = key is null ? null : KeyOf(key, ConnectionVariable), Signature = key is null ? signature : null };
    }

    private static byte[] KeyOf(string text, string variable)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new StoreException($"The account key in {variable} is not base64. Copy it again from the portal.");
        }
    }
}
