using System.CommandLine;
using AutoCompress.Host;

namespace AutoCompress.Client.Commands;

/// <summary>The option of commands that can do without a server: they work in this process then, on the places of a silo that does not run.</summary>
internal static class LocalOptions
{
    public static Option<DirectoryInfo?> Data { get; } = new("--data")
    {
        Description = "Data folder of a silo that does not run now: do it in this process, without a server.",
    };

    /// <returns>Null where a server is to be asked.</returns>
    /// <exception cref="Errors.CommandException">An address cannot be read.</exception>
    public static SiloPlaces? PlacesOf(ParseResult parse)
    {
        if (parse.GetValue(Data) is not { } folder)
        {
            return null;
        }

        var places = new SiloPlaces(folder.FullName) { Store = StoreOptions.AddressOf(parse) };
        return ArtifactsOption.AddressOf(parse) is { } artifacts ? places with { Artifacts = artifacts } : places;
    }
}
