using System.Collections.Immutable;
using AutoCompress.Spaces;

namespace AutoCompress.Search;

/// <summary>A trial as a search sees it: numbers to minimise and bounds to keep, whatever they mean. Immutable.</summary>
public sealed class Observation
{
    private Observation(Candidate candidate, Outcome outcome, ImmutableArray<double> costs, ImmutableArray<double> excesses, int rung)
    {
        (Candidate, Outcome, Costs, Excesses, Rung) = (candidate, outcome, costs, excesses, rung);
        foreach (var excess in excesses)
        {
            Violation += Math.Max(0, excess);
        }
    }

    public Candidate Candidate { get; }

    public Outcome Outcome { get; }

    /// <summary>One for each objective, finite, lower is better; empty unless the trial completed with a value for each.</summary>
    public ImmutableArray<double> Costs { get; }

    /// <summary>For each constraint how far it is broken, as a share of its bound; 0 or less where it holds, infinite where its value is missing.</summary>
    public ImmutableArray<double> Excesses { get; }

    /// <summary>The sum of the excesses above 0.</summary>
    public double Violation { get; }

    /// <summary>0 for the shortest training; costs are what full training is expected to make of them.</summary>
    public int Rung { get; }

    /// <summary>Whether it can stand on a front.</summary>
    public bool IsPoint => !Costs.IsEmpty;

    /// <summary>A measured trial.</summary>
    /// <param name="costs">Finite; empty when a value is missing.</param>
    /// <param name="excesses">Empty for a problem without constraints.</param>
    public static Observation Completed(Candidate candidate, ImmutableArray<double> costs, ImmutableArray<double> excesses, int rung = 0) =>
        new(candidate, Outcome.Completed, costs, excesses, rung);

    /// <summary>A trial without values.</summary>
    public static Observation Without(Candidate candidate, Outcome outcome, int rung = 0) => new(candidate, outcome, [], [], rung);
}
