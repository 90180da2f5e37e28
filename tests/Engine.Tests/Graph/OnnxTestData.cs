using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Graph;

/// <summary>The test models of ONNX itself, from Debian's libonnx-testdata.</summary>
internal static class OnnxTestData
{
    private const string Root = "/usr/share/libonnx-testdata/data";

    public static bool Exists => Directory.Exists(Root);

    /// <summary>Folders with a model and data, in a fixed order.</summary>
    public static IEnumerable<string> Folders(params string[] families) => families
        .SelectMany(family => Directory.GetDirectories(Path.Combine(Root, family)))
        .Where(folder => File.Exists(Path.Combine(folder, "model.onnx"))).Order(StringComparer.Ordinal);

    public static string Folder(string family, string name) => Path.Combine(Root, family, name);

    /// <summary>Data files of a test by their names below its folder.</summary>
    public static ImmutableDictionary<string, string> Files(string folder) => Directory.GetFiles(folder, "*.pb", SearchOption.AllDirectories)
        .ToImmutableDictionary(path => Path.GetRelativePath(folder, path));

    /// <summary>The first data set as inputs by position, or null when one of them is no tensor.</summary>
    public static List<Tensor>? Inputs(string folder)
    {
        var inputs = new List<Tensor>();
        for (var i = 0; Path.Combine(folder, "test_data_set_0", $"input_{i}.pb") is var path && File.Exists(path); i++)
        {
            try
            {
                inputs.Add(TensorFile.Parse(File.ReadAllBytes(path)).Value);
            }
            catch (StepFailureException)
            {
                return null;
            }
        }

        return inputs;
    }
}
