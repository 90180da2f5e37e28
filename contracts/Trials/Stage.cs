using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace AutoCompress.Trials;

/// <summary>One step of the pipeline on given inputs. Its <see cref="Key"/> names its result in the stage cache, before the result exists.</summary>
/// <param name="Name">Which step: "prune", "train", "quantize", "measure", …</param>
/// <param name="Version">Raised when the step's code changes what it computes, so that old results are not found any more.</param>
/// <param name="Parameters">The step's parameter record as compact JSON.</param>
/// <param name="Inputs">Role to source: "artifact:SHA-256", "stage:KEY/output" for an output of an earlier stage, or "dataset:SHA-256" for the folder of a packed data set.</param>
/// <param name="Seed">Of everything random in the step.</param>
/// <param name="Labels">What a silo must offer to run it, such as "cpu"; no part of the key.</param>
/// <param name="Seconds">The step must end by then: training compresses its schedule, measuring settles for the interval it has. Null for no limit. No part of the key.</param>
/// <param name="Cores">Processor cores that it is given for itself (all of them on a silo that has fewer); no part of the key.</param>
public sealed record Stage(
    string Name,
    int Version,
    string Parameters,
    ImmutableSortedDictionary<string, string> Inputs,
    ulong Seed,
    ImmutableArray<string> Labels,
    double? Seconds = null,
    int Cores = 1)
{
    private const string ArtifactPrefix = "artifact:";
    private const string StagePrefix = "stage:";
    private const string DatasetPrefix = "dataset:";

    /// <summary>The input that holds a study's data, where it is packed; its file is a folder.</summary>
    public const string DataRole = "data";

    /// <summary>SHA-256 over the inputs' keys, the name and version, the parameters and the seed, in hexadecimal.</summary>
    public string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json.Write(new object[]
    {
        Name, Version, Parameters, Inputs, Seed,
    }))));

    /// <summary>How a later stage names <paramref name="output"/> of this one among its inputs.</summary>
    public string Output(string output) => $"{StagePrefix}{Key}/{output}";

    /// <summary>How a stage names an artifact among its inputs.</summary>
    public static string Artifact(string sha256) => ArtifactPrefix + sha256;

    /// <summary>Splits an input's source into its stage key and output name; false for an artifact.</summary>
    public static bool IsStageOutput(string source, out string key, out string output)
    {
        (key, output) = ("", "");
        if (!source.StartsWith(StagePrefix, StringComparison.Ordinal))
        {
            return false;
        }

        var slash = source.IndexOf('/', StringComparison.Ordinal);
        (key, output) = (source[StagePrefix.Length..slash], source[(slash + 1)..]);
        return true;
    }

    /// <summary>How a stage names a packed data set among its inputs.</summary>
    /// <param name="manifest">SHA-256 of its manifest.</param>
    public static string Dataset(string manifest) => DatasetPrefix + manifest;

    /// <summary>The manifest of a packed data set; false for other sources.</summary>
    public static bool IsDataset(string source, out string manifest)
    {
        var found = source.StartsWith(DatasetPrefix, StringComparison.Ordinal);
        manifest = found ? source[DatasetPrefix.Length..] : "";
        return found;
    }

    /// <summary>The SHA-256 of an artifact source.</summary>
    public static string ArtifactOf(string source) => source[ArtifactPrefix.Length..];
}
