using System.CommandLine;
using System.Security.Cryptography.X509Certificates;

namespace AutoCompress.Client.Remote;

/// <summary>The options of every command that calls a server, and the channel that they name.</summary>
internal static class ServerOptions
{
    public const string AddressVariable = "AUTOCOMPRESS_SERVER";
    public const string DefaultAddress = "http://127.0.0.1:5005";

    private static readonly Option<Uri> Server = new("--server")
    {
        Description = $"The server's address; default {DefaultAddress}, or {AddressVariable} of the environment.",
        CustomParser = result => ParseAddress(result.Tokens[0].Value, result.AddError),
        DefaultValueFactory = result =>
            ParseAddress(Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } address ? address : DefaultAddress, result.AddError)!,
    };

    private static readonly Option<FileInfo?> Authority = new("--ca") { Description = "PEM file of the certificates to trust for https; default the system's." };

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public static Command CallsServer(this Command command)
    {
        command.Options.Add(Server);
        command.Options.Add(Authority);
        return command;
    }

    /// <summary>Whether the server shares this machine's files.</summary>
    public static bool IsLocal(ParseResult parse) => parse.GetRequiredValue(Server).IsLoopback;

    /// <exception cref="System.Security.Cryptography.CryptographicException">The certificates cannot be read.</exception>
    public static GrpcChannel Connect(ParseResult parse)
    {
        X509Certificate2Collection? roots = null;
        if (parse.GetValue(Authority) is { } file)
        {
            roots = [];
            roots.ImportFromPemFile(file.FullName);
        }

        return new GrpcChannel(parse.GetRequiredValue(Server), roots);
    }

    private static Uri? ParseAddress(string text, Action<string> fault)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https"))
        {
            return address;
        }

        fault($"'{text}' is no server address. Write http://HOST:PORT or https://HOST:PORT.");
        return null;
    }
}
