using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace AutoCompress.Trials;

/// <summary>How a trial ended. There is no magic number for a failure: only <see cref="Completed"/> carries values.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
[JsonDerivedType(typeof(Completed), "completed")]
[JsonDerivedType(typeof(Infeasible), "infeasible")]
[JsonDerivedType(typeof(Stopped), "stopped")]
[JsonDerivedType(typeof(Failed), "failed")]
public abstract record TrialResult
{
    private TrialResult()
    {
    }

    /// <summary>The trial was measured.</summary>
    /// <param name="Model">The shipped ONNX file, an artifact's SHA-256.</param>
    public sealed record Completed(ImmutableSortedDictionary<Metric, Measurement> Values, string Model, TrialCost Cost) : TrialResult;

    /// <summary>The candidate cannot be built or breaks a constraint that is known before training.</summary>
    public sealed record Infeasible(string Reason) : TrialResult;

    /// <summary>Ended early on purpose: cancelled, out of budget, or certain to be dominated.</summary>
    public sealed record Stopped(string Reason) : TrialResult;

    /// <summary>Something broke; <paramref name="Message"/> says what, where and what to do.</summary>
    public sealed record Failed(FailureCause Cause, string Message) : TrialResult;
}
