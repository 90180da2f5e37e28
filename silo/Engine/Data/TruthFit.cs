using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>Whether labels are what a model's output can be compared with.</summary>
internal static class TruthFit
{
    /// <summary>Every reason why not, each with its remedy; empty when they fit.</summary>
    public static ImmutableArray<string> Faults(Dataset data, StudyTask task, ModelGraph graph)
    {
        ImmutableArray<TaskOutput> outputs;
        try
        {
            outputs = TaskOutputs.Of(graph, task, ShapeOf(data.Truth));
        }
        catch (StepFailureException failure)
        {
            return [failure.Message];
        }

        if (task.Metric == AccuracyMetric.Command && outputs.Length > 1)
        {
            return [$"The model has {outputs.Length} outputs ({string.Join(", ", outputs.Select(output => output.Name))}), and a program scores one. Give output: and its name."];
        }

        if (data.Truth is not { } truth)
        {
            return [];
        }

        var value = outputs[0].Name is { Length: > 0 } name ? graph[name] : graph.Outputs[0];
        return value.Shape is { } shape ? [.. Faults(data, truth, outputs[0], value.Name, [.. shape.Select(dim => dim.Size ?? -1)])] : [];
    }

    /// <summary>The shape of one label; null without labels.</summary>
    public static ImmutableArray<long>? ShapeOf(SampleStore? truth) => truth is null ? null : [.. truth.Shape];

    private static IEnumerable<string> Faults(Dataset data, SampleStore truth, TaskOutput output, string name, ImmutableArray<long> shape)
    {
        switch (output.Kind)
        {
            case OutputKind.Classes when data.Labels.Length > 0:
                return Classes(data, name, shape);
            case OutputKind.Classes:
                return ClassMap(data, truth, output, name, shape);
            default:
                var (size, wanted) = (truth.Size, shape.Skip(1).Aggregate(1L, (product, axis) => axis < 0 || product < 0 ? -1 : product * axis));
                return wanted < 0 || size == wanted
                    ? []
                    : [$"A label of {data.Source} has {size} numbers, but the model's output '{name}' of shape {Text(shape)} gives {wanted}. Give labels of the output's shape, or output: and the name of another."];
        }
    }

    private static IEnumerable<string> Classes(Dataset data, string name, ImmutableArray<long> shape)
    {
        if (shape.Length < 2 || shape.Skip(2).Any(size => size != 1))
        {
            yield return $"The model's output '{name}' has shape {Text(shape)}, not [batch, classes]. A classifier gives one row of logits a sample; for other models set task: in the study.";
        }
        else if (shape[1] > 0 && data.Labels.IndexOfAnyExceptInRange(0, checked((int)shape[1]) - 1) is var bad and >= 0)
        {
            yield return $"Sample {bad} of {data.Source} has label {data.Labels[bad]}, but the model's output '{name}' has {shape[1]} classes (labels 0 to {shape[1] - 1}). Give labels from 0 in the order of the model's classes.";
        }
    }

    private static IEnumerable<string> ClassMap(Dataset data, SampleStore truth, TaskOutput output, string name, ImmutableArray<long> shape)
    {
        if (output.Axis >= shape.Length)
        {
            yield return $"The model's output '{name}' has shape {Text(shape)}, not one with an axis of classes beside the batch. Give output: and the name of the one with the scores.";
            yield break;
        }

        var (places, label) = (shape.RemoveAt(output.Axis).RemoveAt(0), truth.Shape.ToArray());
        if (places.Length != label.Length || places.Zip(label).Any(pair => pair.First >= 0 && pair.First != pair.Second))
        {
            yield return $"A label of {data.Source} has shape {Text([.. label])}, but the model's output '{name}' of shape {Text(shape)} has a class for each of {Text(places)} (-1 is free). Give a label for each place.";
        }
    }

    private static string Text(ImmutableArray<long> shape) => $"[{string.Join(", ", shape)}]";
}
