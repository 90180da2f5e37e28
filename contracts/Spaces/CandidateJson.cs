using System.Text.Json;
using System.Text.Json.Serialization;

namespace AutoCompress.Spaces;

/// <summary>A candidate is a flat JSON object: gene name to value.</summary>
public sealed class CandidateJson : JsonConverter<Candidate>
{
    /// <inheritdoc/>
    public override Candidate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.Deserialize<Dictionary<string, GeneValue>>(ref reader, options)
            ?? throw new JsonException("A candidate is an object of genes."));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Candidate value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(value);
        JsonSerializer.Serialize(writer, value.Values, options);
    }
}
