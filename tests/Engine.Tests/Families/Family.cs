using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Stages;

namespace AutoCompress.Engine.Tests.Families;

/// <summary>The committed fixtures: one small model of every common family in two opsets, as PyTorch's exporter writes it (see export.py).</summary>
internal static class Family
{
    /// <summary>Largest id + 1 of the int64 inputs, by input name; other integers are 0 or 1.</summary>
    private static readonly Dictionary<string, int> Vocabularies = new(StringComparer.Ordinal) { ["ids"] = 30, ["input_ids"] = 40, ["categories"] = 5 };

    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = FindRoot();

    public static TheoryData<string> All => [.. Names];

    /// <summary>FAMILY-OPSET, in ordinal order.</summary>
    public static string[] Names { get; } =
        [.. Directory.GetFiles(Folder(), "*.onnx").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    /// <summary>The model as every stage of a study reads it.</summary>
    public static ModelGraph Prepared(string name) => PreparedModel.Load(PathOf(name));

    public static string PathOf(string name) => Path.Combine(Folder(), name + ".onnx");

    /// <summary>A batch that fits the model, the same for the same seed.</summary>
    public static (string Name, Tensor Value)[] Inputs(ModelGraph graph, int batch, ulong seed = 1)
    {
        var random = new SplitMix64(seed);
        return [.. graph.Inputs.Where(input => !input.IsConstant).Select(input => (input.Name, Draw(input, batch, ref random)))];
    }

    private static Tensor Draw(GraphValue input, int batch, ref SplitMix64 random)
    {
        const int freeLength = 12;
        long[] shape = [.. input.Shape!.Value.Select((dim, axis) => dim.Size ?? (axis == 0 ? batch : freeLength))];
        var numbers = new double[Tensor.CountOf(shape)];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = random.NextDouble();
        }

        return input.Type == ElementType.Int64
            ? Tensor.Of(Array.ConvertAll(numbers, n => (long)(n * Vocabularies.GetValueOrDefault(input.Name, 2))), shape)
            : Tensor.Of(Array.ConvertAll(numbers, n => (float)(n * 2 - 1)), shape);
    }

    private static string Folder() => Path.Combine(Root, "tests", "Engine.Tests", "Families", "models");

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AutoCompress.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        }

        return folder;
    }
}
