using System.CommandLine;
using System.Text.RegularExpressions;
using AutoCompress.Client.Errors;
using AutoCompress.Host.Store;

namespace AutoCompress.Client.Commands;

/// <summary>The option that names a PostgreSQL store.</summary>
internal static partial class StoreOptions
{
    public static Option<string?> Store { get; } = new("--store")
    {
        Description = "PostgreSQL database that silos share, as postgres://USER@HOST/DATABASE or Host=…;Database=…; "
            + $"default {StoreServices.AddressVariable} of the environment, else SQLite in the data folder.",
    };

    /// <returns>Null for SQLite.</returns>
    /// <exception cref="CommandException">The address cannot be read.</exception>
    public static string? AddressOf(ParseResult parse)
    {
        var argument = parse.GetValue(Store);
        var address = argument ?? Environment.GetEnvironmentVariable(StoreServices.AddressVariable);
        if (string.IsNullOrWhiteSpace(address))
        {
            return null;
        }

        if (StoreServices.HasPassword(address) && argument is not null)
        {
            Console.Error.WriteLine(
                $"warning: everyone on this machine can read a password in an argument; put the address into {StoreServices.AddressVariable} instead.");
        }

        return address;
    }

    /// <summary>A command line without the store's address, which may hold a password.</summary>
    public static string Redact(string commandLine) => Pattern().Replace(commandLine, "$1…");

    [GeneratedRegex(@"(--store[ =:])\S.*?(?=\s--|$)")]
    private static partial Regex Pattern();
}
