using System.Text.Json;

namespace AutoCompress.Engine.Tests.Training.Conformance;

/// <summary>The backend tests of ONNX that matter for inference graphs, and those of them that the trainer cannot pass.</summary>
internal static class CoreTests
{
    /// <summary>Names by kind, which is a folder of ONNX's test data.</summary>
    public static IReadOnlyDictionary<string, string[]> Names { get; } = Read<Dictionary<string, string[]>>("onnx-core-tests.json");

    /// <summary>Why, by name.</summary>
    public static IReadOnlyDictionary<string, string> Exceptions { get; } = Read<SortedDictionary<string, string>>("onnx-core-exceptions.json");

    private static T Read<T>(string fixture) => JsonSerializer.Deserialize<T>(File.ReadAllText(Repository.Fixture(fixture)))!;
}
