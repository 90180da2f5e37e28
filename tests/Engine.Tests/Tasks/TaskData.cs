using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Tests.Families;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Tests.Tasks;

/// <summary>Writes .npy files of random inputs of a family, and labels that its own answers give.</summary>
internal sealed class TaskData(string family, string folder)
{
    private const int Train = 420;
    private const int Test = 130;

    /// <summary>A study of the family's model on these files.</summary>
    /// <param name="label">Makes the labels of a split from an output [samples, …]; null for a task without labels.</param>
    /// <param name="output">The output that they are made from.</param>
    public StudySpec Spec(TaskKind task, Func<Tensor, (Array Labels, long[] Shape)>? label = null, string? output = null)
    {
        var graph = Family.Prepared(family);
        var (train, trainLabels) = Write(graph, "train", Train, 3, label, output);
        var (test, testLabels) = Write(graph, "test", Test, 4, label, output);
        return new()
        {
            Name = "task",
            Model = Family.PathOf(family),
            Task = task,
            Output = output,
            Data = new()
            {
                Train = "",
                Test = "",
                Format = DataFormat.Npy,
                Inputs = [.. train.Zip(test, (one, other) => new InputSpec { Name = one.Name, Train = one.Path, Test = other.Path })],
                TrainLabels = trainLabels,
                TestLabels = testLabels,
                Selection = 120,
            },
            Training = new() { BatchSize = 20, Shift = 0, Flip = false, Views = 1 },
        };
    }

    private (ImmutableArray<(string Name, string Path)> Inputs, string? Labels) Write(
        ModelGraph graph, string split, int count, ulong seed, Func<Tensor, (Array Labels, long[] Shape)>? label, string? output)
    {
        var inputs = Family.Inputs(graph, count, seed);
        var paths = inputs.Select(input => (input.Name, Path: Path.Combine(folder, $"{split}-{input.Name}.npy"))).ToImmutableArray();
        foreach (var ((_, value), (_, path)) in inputs.Zip(paths))
        {
            var floats = new float[value.Count];
            Elements.ToFloats(value.Type, value.Data.Span, floats);
            NpyWriter.Write(path, floats, [.. value.Shape.ToArray().Select(size => (int)size)]);
        }

        if (label is null)
        {
            return (paths, null);
        }

        using var session = OrtSession.Of(graph);
        var index = output is null ? 0 : session.Outputs.ToList().FindIndex(port => port.Name == output);
        var (labels, shape) = label(session.Run(inputs)[index]);
        var file = Path.Combine(folder, $"{split}-labels.npy");
        File.WriteAllBytes(file, labels is long[] whole ? Data.NumpyBytes.Npy("<i8", whole, shape) : Data.NumpyBytes.Npy("<f4", (float[])labels, shape));
        return (paths, file);
    }
}
