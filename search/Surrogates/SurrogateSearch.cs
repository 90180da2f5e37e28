using System.Collections.Immutable;
using AutoCompress.Search.Evolution;
using AutoCompress.Search.Genomes;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Surrogates;

/// <summary>
/// Bayesian optimisation of several costs: Gaussian processes with a Matérn kernel of automatic relevance and the expected improvement of the
/// hypervolume (Emmerich, Giannakoglou and Naujoks 2006; Daulton, Balandat and Bakshy 2020), on mixed and conditional genes.
/// </summary>
/// <remarks>
/// 1. A first design is drawn (<see cref="FirstDesign"/>).
/// 2. <see cref="TrainingChoice"/> takes the best and the latest points, <see cref="Kernels"/> fits, and <see cref="Belief"/> learns.
/// 3. <see cref="AcquisitionSearch"/> breeds genomes under <see cref="Acquisition"/>.
/// 4. <see cref="FreshCandidates"/> takes the best that no trial has.
/// </remarks>
/// <param name="limits">What is known before training; null when nothing is limited.</param>
public sealed class SurrogateSearch(HardLimits? limits) : ISearchAlgorithm
{
    private const int MostPoints = 200;
    private const int Parents = 30;

    /// <summary>So many of the best are tried; what the limits make of them may be known.</summary>
    private const int MostTries = 32;
    private const ulong Stream = 0x7375727267;

    /// <inheritdoc/>
    public ImmutableArray<Candidate> Propose(SearchSpace space, SearchHistory history, int count)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(history);
        var layout = SpaceLayout.Of(space);
        return OneByOne.Propose(history, count, known => Next(layout, known));
    }

    private Candidate? Next(SpaceLayout layout, SearchHistory history)
    {
        var points = KnownPoint.Of(layout, history);
        if (FirstDesign.IsIncomplete(layout, history, points.Count))
        {
            return FirstDesign.Next(layout, history, limits); // 1
        }

        var random = new SeededRandom(history.Seed ^ Stream, (ulong)history.Observations.Length);
        var failures = new FailureMemory(layout, history);
        List<int[]>? best = null;
        return FreshCandidates.Collect(layout, history, 1, limits, random, Draw).FirstOrDefault(); // 4

        int[] Draw(int attempt)
        {
            best ??= Best(layout, history, points, failures, random);
            return attempt < Math.Min(best.Count, MostTries) ? best[attempt] : UniformDraw.AroundOneWidth(layout.Space, random);
        }
    }

    private List<int[]> Best(SpaceLayout layout, SearchHistory history, List<KnownPoint> points, FailureMemory failures, SeededRandom random)
    {
        var map = new FeatureMap(layout);
        var constraints = Constraints(points);
        var targets = Enumerable.Range(0, history.Objectives).Select(cost => (Func<KnownPoint, double>)(point => point.Costs[cost]))
            .Concat(constraints.Select(i => (Func<KnownPoint, double>)(point => point.Observation.Excesses[i]))).ToList();
        var learned = TrainingChoice.Of(points, MostPoints); // 2
        var running = history.Observations.Where(observation => observation.Outcome == Outcome.Running)
            .Select(observation => layout.GenomeOf(observation.Candidate)).Where(genome => !genome.IsEmpty).Select(genome => genome.ToArray()).ToList();
        var belief = new Belief(map, learned, Kernels.Of(layout, map, points, targets), targets, running);
        var acquisition = new Acquisition(belief, new FailureRisk(layout, map, history), learned, history.Objectives, constraints.Count, random);
        var known = history.Observations.Select(observation => layout.GenomeOf(observation.Candidate).ToArray()).ToHashSet(GenomeComparer.Instance);
        var parents = Survival.Of(learned, Parents, random).Select(parent => parent.Point.Genome.ToArray()).ToList();
        return new AcquisitionSearch(layout, limits, failures, new SharedPrefixes(layout, history), random).Best(genome => acquisition.Of(genome), parents, known); // 3
    }

    /// <summary>The constraints that some point breaks: the others have nothing to teach.</summary>
    private static List<int> Constraints(List<KnownPoint> points) =>
    [
        .. Enumerable.Range(0, points[0].Observation.Excesses.Length).Where(i =>
            points.Exists(point => point.Observation.Excesses[i] > 0) && points.TrueForAll(point => double.IsFinite(point.Observation.Excesses[i]))),
    ];
}
