using System.CommandLine;
using AutoCompress.Host.Artifacts;

namespace AutoCompress.Client.Commands;

/// <summary>The option that says where artifacts are kept.</summary>
internal static class ArtifactsOption
{
    public static Option<string?> Artifacts { get; } = new("--artifacts")
    {
        Description = "Where models and checkpoints are kept, the same for all silos of a --store: a folder, azblob://ACCOUNT/CONTAINER[/PREFIX] or s3://BUCKET[/PREFIX]; "
            + $"default {ArtifactAddress.Variable} of the environment, else a folder in the data folder.",
    };

    /// <returns>Null for the folder in the data folder.</returns>
    /// <exception cref="Host.Store.StoreException">It cannot be read.</exception>
    public static ArtifactAddress? AddressOf(ParseResult parse) =>
        (parse.GetValue(Artifacts) ?? Environment.GetEnvironmentVariable(ArtifactAddress.Variable)) is { Length: > 0 } text ? ArtifactAddress.Parse(text) : null;
}
