using System.Collections.Immutable;
using System.Text.Json;
using AutoCompress.Client.Errors;

namespace AutoCompress.Client.Conformance;

/// <summary>Finds backend tests under a folder.</summary>
internal static class TestFolders
{
    private const string Model = "model.onnx";

    /// <param name="list">Names that count; all when null.</param>
    /// <exception cref="CommandException">There is no test, or the list cannot be read.</exception>
    public static IReadOnlyList<TestFolder> Find(string root, string? list)
    {
        if (!Directory.Exists(root))
        {
            throw new CommandException($"The folder {root} does not exist. ONNX's tests are in Debian's libonnx-testdata, under /usr/share/libonnx-testdata/data.");
        }

        var found = Directory.EnumerateFiles(root, Model, SearchOption.AllDirectories)
            .Select(model => Read(Path.GetDirectoryName(model)!)).Where(test => test.DataFiles.Count > 0)
            .GroupBy(test => test.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        IEnumerable<string> names = list is null ? found.Keys : Names(list);
        var tests = names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => found.TryGetValue(name, out var test) ? test : new(name, null, ImmutableSortedDictionary<string, string>.Empty)).ToList();
        return tests.Count > 0
            ? tests
            : throw new CommandException($"No folder under {root} holds a {Model} beside a test_data_set_0. Give the folder of ONNX's backend tests.");
    }

    private static TestFolder Read(string folder) => new(
        Path.GetFileName(folder),
        Path.Combine(folder, Model),
        Directory.EnumerateDirectories(folder, "test_data_set_*").SelectMany(set => Directory.EnumerateFiles(set, "*.pb"))
            .ToImmutableSortedDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), path => path, StringComparer.Ordinal));

    private static List<string> Names(string list)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(list));
            return [.. Texts(document.RootElement)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandException($"The list {list} cannot be read: {e.Message}");
        }
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Texts(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [element.GetString()!],
        _ => throw new JsonException("it holds something that is neither a name nor a list of names."),
    };
}
