using System.Text.Json;
using System.Text.Json.Serialization;

namespace AutoCompress.Spaces;

/// <summary>A number gene is a JSON number, a choice gene a JSON string.</summary>
public sealed class GeneValueJson : JsonConverter<GeneValue>
{
    /// <inheritdoc/>
    public override GeneValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => GeneValue.Of(reader.GetDouble()),
        JsonTokenType.String => GeneValue.Of(reader.GetString()!),
        _ => throw new JsonException($"A gene's value is a number or a string, not {reader.TokenType}."),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, GeneValue value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.IsChoice)
        {
            writer.WriteStringValue(value.Choice);
        }
        else
        {
            writer.WriteNumberValue(value.Number);
        }
    }
}
