using System.Globalization;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training.Conformance;

/// <summary>
/// One of ONNX's backend tests: a model, and the outputs that it must give for recorded inputs (<c>test_data_set_0/input_0.pb</c>,
/// <c>output_0.pb</c>, …). It runs on the executor that trains, and on nothing else: what only ONNX
/// Runtime can run counts as unsupported.
/// </summary>
internal static class BackendTest
{
    /// <summary>Names of the data files, as they are laid out beside the model.</summary>
    public static string FileOf(int dataSet, string kind, int index) => string.Create(CultureInfo.InvariantCulture, $"test_data_set_{dataSet}/{kind}_{index}.pb");

    /// <summary>Runs the model on each data set.</summary>
    /// <param name="files">Path of a data file by its name.</param>
    /// <returns>The first difference that was found, or null when there is none.</returns>
    /// <exception cref="StepFailureException"><see cref="FailureCause.Unsupported"/> names what the trainer cannot run.</exception>
    public static string? FirstDifference(string model, IReadOnlyDictionary<string, string> files)
    {
        var graph = OnnxFile.Load(model);
        CheckTypes(graph);
        using var executor = new GraphExecutor(graph, strict: true);
        var dataSet = 0;
        for (; files.ContainsKey(FileOf(dataSet, "output", 0)); dataSet++)
        {
            var inputs = graph.Inputs.Select((input, i) => Read(files, FileOf(dataSet, "input", i), input.Type));
            var outputs = executor.Run([.. inputs]);
            for (var i = 0; i < outputs.Length; i++)
            {
                if (TensorDifference.First(Read(files, FileOf(dataSet, "output", i), graph.Outputs[i].Type), outputs[i]) is { } difference)
                {
                    return $"data set {dataSet}, output '{graph.Outputs[i].Name}': {difference}";
                }
            }
        }

        return dataSet > 0 ? null : throw new StepFailureException(FailureCause.InvalidData, $"There is no {FileOf(0, "output", 0)} beside '{model}'.");
    }

    private static void CheckTypes(ModelGraph graph)
    {
        foreach (var value in graph.Inputs.Concat(graph.Outputs).Concat(graph.Constants))
        {
            if (value.OpaqueType is not null)
            {
                throw Unsupported($"'{value.Name}' is a sequence, a map or an optional, not a tensor");
            }

            if (value.Type.ToTorch() is null)
            {
                throw Unsupported($"'{value.Name}' is of type {value.Type}, which libtorch does not have");
            }
        }
    }

    private static StepFailureException Unsupported(string reason) => new(FailureCause.Unsupported, $"The trainer cannot run this model: {reason}.");

    /// <summary>The program that wrote the tests had no bfloat16 and stored its bits as unsigned integers.</summary>
    private static Tensor Read(IReadOnlyDictionary<string, string> files, string name, ElementType declared)
    {
        if (!files.TryGetValue(name, out var path))
        {
            throw new StepFailureException(FailureCause.InvalidData, $"The data file {name} is missing.");
        }

        var tensor = TensorFile.Parse(File.ReadAllBytes(path)).Value;
        return declared == ElementType.BFloat16 && tensor.Type == ElementType.UInt16 ? new(declared, tensor.Shape, tensor.Data) : tensor;
    }
}
