using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Trials;
using Tensor = AutoCompress.Engine.Graph.Tensor;

namespace AutoCompress.Engine.Data;

/// <summary>
/// ONNX test data: folders test_data_set_*, each with a batch of samples (input_0.pb, input_1.pb …, first axis the samples) and its answers
/// in output_0.pb: one whole number a sample is its label, of a row of scores the largest names it.
/// </summary>
internal static class TensorProtoSet
{
    private const string Answers = "output_0.pb";

    /// <exception cref="StepFailureException">A folder or file is missing or damaged, or the batches do not belong together.</exception>
    public static Dataset Load(string folder)
    {
        var inputs = new List<TensorBatches>();
        var labels = new List<int>();
        foreach (var set in SetsOf(folder))
        {
            var answers = Path.Combine(set, Answers);
            var batch = Labels(Read(answers).Value, answers);
            var files = InputsOf(set);
            if (inputs.Count == 0)
            {
                inputs.AddRange(files.Select(_ => new TensorBatches()));
            }
            else if (files.Count != inputs.Count)
            {
                throw BadData.Invalid($"{set} holds {files.Count} inputs, but the sets before it hold {inputs.Count}. Give every set the same inputs.");
            }

            foreach (var (input, file) in inputs.Zip(files))
            {
                var (name, value) = Read(file);
                input.Add(name, value, batch.Length, file);
            }

            labels.AddRange(batch);
        }

        return new(folder, [.. inputs.Select(input => input.ToSamples())], [.. labels], []);
    }

    /// <summary>Every file, in a fixed order.</summary>
    /// <exception cref="StepFailureException">InvalidData: a folder or file is missing.</exception>
    public static IEnumerable<string> FilesOf(string folder) =>
        SetsOf(folder).SelectMany(set => (IEnumerable<string>)[.. InputsOf(set), Path.Combine(set, Answers)]);

    private static List<string> SetsOf(string folder) => BadData.Reading(folder, () =>
    {
        var sets = Numbered(Directory.GetDirectories(folder, "test_data_set_*"));
        return sets.Count > 0 ? sets : throw BadData.Invalid($"{folder} holds no folder test_data_set_0. Give the folder that the sets lie in.");
    });

    private static List<string> InputsOf(string set) => BadData.Reading(set, () =>
    {
        var files = Numbered(Directory.GetFiles(set, "input_*.pb"));
        return files.Count > 0 ? files : throw BadData.Invalid($"{set} holds no input_0.pb. Give every set its inputs.");
    });

    /// <summary>input_2 comes before input_10.</summary>
    private static List<string> Numbered(string[] paths) => [.. paths.OrderBy(path => path.Length).ThenBy(path => path, StringComparer.Ordinal)];

    private static (string Name, Tensor Value) Read(string path) => BadData.Reading(path, () =>
    {
        var bytes = new FileInfo(path).Length;
        if (bytes > BadData.MemoryLimit)
        {
            throw BadData.Invalid($"{path} takes {bytes} bytes, and at most {BadData.MemoryLimit} fit into memory here. Give smaller batches.");
        }

        try
        {
            return TensorFile.Parse(File.ReadAllBytes(path));
        }
        catch (StepFailureException e) when (e.Cause == FailureCause.InvalidModel)
        {
            throw BadData.Invalid($"{path}: {e.Message}", e);
        }
    });

    private static int[] Labels(Tensor answers, string path)
    {
        if (Elements.AreWhole(answers.Type) && answers.Rank >= 1 && answers.Count == answers.Shape[0])
        {
            return [.. Elements.ToWhole(answers.Type, answers.Data.Span).Select((label, sample) => BadData.Label(label, path, sample))];
        }

        if (answers.Type != ElementType.Float || answers.Rank < 2 || answers.Count == 0 || answers.Count / answers.Shape[0] != answers.Shape[1])
        {
            throw BadData.Invalid($"{path} holds {answers.Type} [{string.Join(", ", answers.Shape.ToArray())}], neither one whole number a sample nor one row of float scores. Store the labels as int64 [samples].");
        }

        var labels = new int[answers.Shape[0]];
        var scores = MemoryMarshal.Cast<byte, float>(answers.Data.Span);
        var classes = (int)answers.Shape[1];
        for (var sample = 0; sample < labels.Length; sample++)
        {
            labels[sample] = TensorPrimitives.IndexOfMax(scores.Slice(sample * classes, classes));
        }

        return labels;
    }
}
