using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Search.Pareto;

/// <summary>A completed trial as the sorting sees it.</summary>
/// <param name="costs">One for each objective, lower is better.</param>
/// <param name="violation">How far the constraints are broken, as <see cref="ConstraintSet"/> counts it; 0 when all hold.</param>
public sealed class ParetoPoint(Trial trial, TrialResult.Completed result, ImmutableArray<double> costs, double violation)
{
    public Trial Trial { get; } = trial;

    public TrialResult.Completed Result { get; } = result;

    public ImmutableArray<double> Costs { get; } = costs;

    public double Violation { get; } = violation;
}
