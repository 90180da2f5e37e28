using System.Collections.Immutable;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Tasks;

/// <summary>What a study's model is for, as a stage's parameter.</summary>
/// <param name="Metric">What accuracy means; null for the task's usual one.</param>
/// <param name="Output">The output that counts; null for the first, and for all in imitation.</param>
/// <param name="Command">The user's program for <see cref="AccuracyMetric.Command"/>.</param>
internal sealed record StudyTask(TaskKind Kind, AccuracyMetric? Metric, string? Output, ImmutableArray<string> Command)
{
    public static StudyTask Classification { get; } = new(TaskKind.Classification, null, null, []);

    public bool HasLabels => Kind != TaskKind.Imitate;

    public static StudyTask Of(StudySpec spec) => new(spec.Task, spec.Metric, spec.Output, spec.Command);

    /// <summary>By value: a generated comparison would hold two equal lists for different ones.</summary>
    public bool Equals(StudyTask? other) =>
        other is not null && (Kind, Metric, Output) == (other.Kind, other.Metric, other.Output) && Command.SequenceEqual(other.Command);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Metric, Output);
}
