using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tasks;

/// <summary>Which outputs of a model a task looks at, and what their numbers mean.</summary>
internal static class TaskOutputs
{
    private static readonly string[] ClassScores = ["Gemm", "MatMul", "Conv", "Flatten", "Reshape", "Squeeze", "GlobalAveragePool", "ReduceMean"];

    /// <param name="truth">The shape of one sample's label; null for a task without labels.</param>
    /// <exception cref="StepFailureException">InvalidModel: the model has no output of that name, or none that the task can use.</exception>
    public static ImmutableArray<TaskOutput> Of(ModelGraph graph, StudyTask task, ImmutableArray<long>? truth)
    {
        var chosen = Chosen(graph, task);
        return task.Kind == TaskKind.Imitate
            ? [.. chosen.Where(value => IsReal(value.Type)).Select(value => Imitated(value, task.Metric))]
            : [Labelled(chosen[0], task.Kind, truth)];
    }

    /// <summary>The value behind an output that the loss looks at: what goes into a last Softmax, LogSoftmax or Sigmoid.</summary>
    public static GraphValue Trained(ModelGraph graph, TaskOutput output)
    {
        var value = output.Name.Length == 0 ? First(graph) : graph[output.Name];
        while (output.Kind != OutputKind.Values && value.Producer is { } node && (node.Is("Identity") || FormOf(node, output.Kind) != OutputForm.Raw))
        {
            value = node.Input(0)!;
        }

        return value;
    }

    private static List<GraphValue> Chosen(ModelGraph graph, StudyTask task)
    {
        _ = First(graph);
        var chosen = task.Output is { } name ? graph.Outputs.Where(value => value.Name == name).ToList()
            : task.Kind == TaskKind.Imitate ? [.. graph.Outputs] : [graph.Outputs[0]];
        if (chosen.Count == 0)
        {
            throw Invalid($"The model has no output '{task.Output}', only {string.Join(", ", graph.Outputs.Select(value => value.Name))}. Correct output: in the study.");
        }

        return chosen.Exists(value => IsReal(value.Type))
            ? chosen
            : throw Invalid($"The model's output '{chosen[0].Name}' holds {chosen[0].Type}, and a study trains and compares real numbers. Give output: and the name of one with scores or values, such as what goes into a last ArgMax.");
    }

    private static GraphValue First(ModelGraph graph) =>
        graph.Outputs is [var first, ..] ? first : throw Invalid($"The model '{graph.Name}' has no output.");

    private static TaskOutput Labelled(GraphValue value, TaskKind task, ImmutableArray<long>? truth)
    {
        var kind = task switch
        {
            TaskKind.MultiLabel => OutputKind.Flags,
            TaskKind.Regression => OutputKind.Values,
            _ => OutputKind.Classes,
        };
        var axis = task switch
        {
            TaskKind.Segmentation => ClassAxis(value, truth, first: 1),
            TaskKind.SequenceLabels => ClassAxis(value, truth, first: value.Shape is { Length: > 2 } shape ? shape.Length - 1 : 1),
            _ => 1,
        };
        return new(value.Name, kind, axis, FormOf(value, kind));
    }

    private static TaskOutput Imitated(GraphValue value, AccuracyMetric? metric)
    {
        var kind = metric switch
        {
            AccuracyMetric.Top1 => OutputKind.Classes,
            AccuracyMetric.Cosine or AccuracyMetric.RelativeError => OutputKind.Values,
            _ => KindOf(value),
        };
        var form = FormOf(value, kind);
        var rank = value.Shape?.Length ?? 2;
        var axis = rank == 2 ? 1 : form == OutputForm.Raw ? rank - 1 : SoftmaxAxis(value, rank);
        return new(value.Name, kind, kind == OutputKind.Classes ? Math.Max(1, axis) : 1, form);
    }

    /// <summary>Behind a Softmax are classes, behind a Sigmoid flags; two or more scores a sample out of a linear layer are taken for classes, all else for values.</summary>
    private static OutputKind KindOf(GraphValue value)
    {
        if (FormOf(value, OutputKind.Classes) != OutputForm.Raw)
        {
            return OutputKind.Classes;
        }

        if (FormOf(value, OutputKind.Flags) != OutputForm.Raw)
        {
            return OutputKind.Flags;
        }

        var producer = value.Producer is { } last && last.Is("Add")
            ? last.Inputs.Select(input => input?.Producer).FirstOrDefault(node => node is not null && node.Is("MatMul"))
            : value.Producer;
        return value.Shape is [_, { Size: null or > 1 }] && producer is not null && ClassScores.Any(producer.Is) ? OutputKind.Classes : OutputKind.Values;
    }

    /// <summary>The axis without which the output's shape is the label's.</summary>
    private static int ClassAxis(GraphValue value, ImmutableArray<long>? truth, int first)
    {
        if (value.Shape is not { } shape || truth is not { } wanted)
        {
            return first;
        }

        return new[] { first }.Concat(Enumerable.Range(1, Math.Max(0, shape.Length - 1)))
            .Where(axis => axis < shape.Length && shape.Length == wanted.Length + 2)
            .Where(axis => shape.RemoveAt(axis).Skip(1).Zip(wanted).All(pair => pair.First.Size is not { } size || size == pair.Second))
            .Append(first)
            .First();
    }

    private static int SoftmaxAxis(GraphValue value, int rank)
    {
        var axis = (int)value.Producer!.Int("axis", -1);
        return axis < 0 ? axis + rank : axis;
    }

    private static OutputForm FormOf(GraphValue value, OutputKind kind)
    {
        while (value.Producer is { } identity && identity.Is("Identity"))
        {
            value = identity.Input(0)!;
        }

        return value.Producer is { } node ? FormOf(node, kind) : OutputForm.Raw;
    }

    private static OutputForm FormOf(GraphNode node, OutputKind kind) => kind switch
    {
        OutputKind.Classes when node.Is("Softmax") => OutputForm.Probabilities,
        OutputKind.Classes when node.Is("LogSoftmax") => OutputForm.LogProbabilities,
        OutputKind.Flags when node.Is("Sigmoid") => OutputForm.Probabilities,
        _ => OutputForm.Raw,
    };

    private static bool IsReal(ElementType type) => type is ElementType.Float or ElementType.Float16 or ElementType.Double or ElementType.Undefined;

    private static StepFailureException Invalid(string what) => new(FailureCause.InvalidModel, what);
}
