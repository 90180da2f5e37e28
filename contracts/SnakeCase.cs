using System.Text.Json;

namespace AutoCompress;

/// <summary>Names as study files and protobuf write them: <c>AccuracyDrop</c> is "accuracy_drop".</summary>
public static class SnakeCase
{
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
