using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Search.Benchmarks;

/// <summary>A problem whose answer is known, to measure search algorithms with. Pure: equal arguments give equal values.</summary>
public interface IBenchmarkProblem
{
    /// <summary>Lower case, such as "zdt1"; letters in front of the number are the family.</summary>
    string Name { get; }

    SearchSpace Space { get; }

    /// <summary>What each cost means to a study, at least two; a value turns into its cost as <see cref="Pareto.ObjectiveSet"/> says.</summary>
    ImmutableArray<Metric> Metrics { get; }

    /// <summary>How many constraints there are; 0 where every point is feasible.</summary>
    int Constraints { get; }

    /// <summary>The corner that the hypervolume is measured to: bad enough that a random search finds points below it.</summary>
    ImmutableArray<double> Reference { get; }

    /// <summary>The hypervolume of the true front at <see cref="Reference"/>; null where nobody knows it.</summary>
    double? IdealHypervolume { get; }

    /// <summary>Samples of training of a full evaluation; 0 where there is no learning curve and every evaluation is full.</summary>
    int FullImages { get; }

    /// <summary>The values of <paramref name="candidate"/>.</summary>
    /// <param name="images">Samples that it was trained on in all, 0 to <see cref="FullImages"/>.</param>
    /// <param name="seed">Which repetition: noise differs between seeds and candidates and is the same for the same pair. 0 is free of noise.</param>
    BenchmarkValues Evaluate(Candidate candidate, double images, ulong seed);

    /// <summary>About so many points of the true front, evenly enough to draw it; empty where its shape is not given.</summary>
    ImmutableArray<ImmutableArray<double>> Front(int points);
}
