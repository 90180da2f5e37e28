using System.Text.Json.Serialization;

namespace AutoCompress.Studies;

/// <summary>What a study's files held when it was submitted.</summary>
/// <param name="Model">SHA-256 of the model's artifact.</param>
/// <param name="Data">SHA-256 over the data files, which every stage that reads them has in its parameters.</param>
/// <param name="WeightBits">Bits of an int8 weight, 8 or 7, at which the integer kernels of the machine that took the study are exact.</param>
/// <param name="Files">The data as artifacts; null where it is read at the paths of the spec.</param>
public sealed record StudyInputs(string Model, string Data, int WeightBits = 8, StudyFiles? Files = null)
{
    /// <summary>SHA-256 of every artifact that the study cannot do without.</summary>
    [JsonIgnore]
    public IEnumerable<string> Artifacts => Files is null ? [Model] : [Model, Files.Manifest, .. Files.Shards];
}
