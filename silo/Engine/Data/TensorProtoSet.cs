using System.Numerics.Tensors;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Serialization;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using AutoCompress.Trials;
using Tensor = AutoCompress.Engine.Graph.Tensor;

namespace AutoCompress.Engine.Data;

/// <summary>
/// ONNX test data: folders test_data_set_*, each with a batch of samples (input_0.pb, input_1.pb …, first axis the samples) and its answers
/// in output_0.pb: what the task takes for labels; for a classifier one whole number a sample, or a row of scores of which the largest is the label.
/// </summary>
internal static class TensorProtoSet
{
    private const string Answers = "output_0.pb";

    /// <exception cref="StepFailureException">A folder or file is missing or damaged, or the batches do not belong together.</exception>
    public static Dataset Load(string folder, DataSpec spec, StudyTask task)
    {
        var inputs = new List<TensorBatches>();
        var labels = new TensorBatches();
        foreach (var set in SetsOf(folder))
        {
            var files = InputsOf(set);
            if (inputs.Count == 0)
            {
                inputs.AddRange(files.Select(_ => new TensorBatches()));
            }
            else if (files.Count != inputs.Count)
            {
                throw BadData.Invalid($"{set} holds {files.Count} inputs, but the sets before it hold {inputs.Count}. Give every set the same inputs.");
            }

            var labelled = task.HasLabels ? AddLabels(labels, Path.Combine(set, Answers), task) : 0;
            var tensors = files.Select(Read).ToList();
            var samples = task.HasLabels ? labelled : SamplesOf(tensors[0].Value, files[0]);
            for (var i = 0; i < files.Count; i++)
            {
                inputs[i].Add(files.Count == 1 ? "" : tensors[i].Name, tensors[i].Value, samples, files[i]);
            }
        }

        return new(folder, [.. inputs.Select(input => input.ToSamples())], task.HasLabels ? labels.ToTruth(task, spec.IgnoreLabel, folder) : null, []);
    }

    /// <summary>Every file, in a fixed order.</summary>
    /// <exception cref="StepFailureException">InvalidData: a folder or file is missing.</exception>
    public static IEnumerable<string> FilesOf(string folder, StudyTask task) =>
        SetsOf(folder).SelectMany(set => (IEnumerable<string>)[.. InputsOf(set), .. task.HasLabels ? [Path.Combine(set, Answers)] : Array.Empty<string>()]);

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

    private static int AddLabels(TensorBatches labels, string path, StudyTask task)
    {
        var answers = Read(path).Value;
        var samples = SamplesOf(answers, path);
        labels.Add("", task.Kind == TaskKind.Classification ? Classes(answers, path) : answers, samples, path);
        return samples;
    }

    private static int SamplesOf(Tensor tensor, string path) => tensor.Rank >= 1
        ? checked((int)tensor.Shape[0])
        : throw BadData.Invalid($"{path} holds a single number, not a batch of samples. Give the batch as the model takes it.");

    /// <summary>A row of scores becomes the class with the largest.</summary>
    private static Tensor Classes(Tensor answers, string path)
    {
        if (Elements.AreWhole(answers.Type) && answers.Rank >= 1 && answers.Count == answers.Shape[0])
        {
            return answers.Reshape([answers.Shape[0]]);
        }

        if (answers.Type != ElementType.Float || answers.Rank < 2 || answers.Count == 0 || answers.Count / answers.Shape[0] != answers.Shape[1])
        {
            throw BadData.Invalid($"{path} holds {answers.Type} [{string.Join(", ", answers.Shape.ToArray())}], neither one whole number a sample nor one row of float scores. Store the labels as int64 [samples].");
        }

        var labels = new long[answers.Shape[0]];
        var classes = (int)answers.Shape[1];
        for (var sample = 0; sample < labels.Length; sample++)
        {
            labels[sample] = TensorPrimitives.IndexOfMax(answers.Values<float>().Slice(sample * classes, classes));
        }

        return Tensor.Of(labels, [labels.Length]);
    }
}
