using System.Runtime.CompilerServices;
using AutoCompress.Search.Genomes;

namespace AutoCompress.Search.Surrogates;

/// <summary>
/// A kernel for each thing that is learned. They are fitted again whenever an eighth more points are known, to the first so many points: a
/// function of history, which is kept from proposal to proposal because it takes longer than the rest of one.
/// </summary>
internal static class Kernels
{
    private const int MostPoints = 96;
    private const int FirstFit = 4;
    private static readonly ConditionalWeakTable<Observation, List<Entry>> Known = [];

    /// <param name="points">All that are known, in their order.</param>
    /// <param name="targets">For each thing to learn, its value at a point.</param>
    public static Kernel[] Of(SpaceLayout layout, FeatureMap map, List<KnownPoint> points, IReadOnlyList<Func<KnownPoint, double>> targets)
    {
        var first = points.Take(FitAt(points.Count)).ToList();
        var entries = Known.GetValue(first[^1].Observation, _ => []);
        lock (entries)
        {
            if (entries.Find(entry => entry.IsFor(layout, targets.Count, first)) is not { } found)
            {
                found = new(layout, [.. first.Select(point => point.Observation)], Fit(map, TrainingChoice.Of(first, MostPoints), targets));
                entries.Add(found);
            }

            return found.Kernels;
        }
    }

    private static int FitAt(int count)
    {
        var at = Math.Min(count, FirstFit);
        while (at + Math.Max(1, at / 8) <= count)
        {
            at += Math.Max(1, at / 8);
        }

        return at;
    }

    private static Kernel[] Fit(FeatureMap map, List<KnownPoint> points, IReadOnlyList<Func<KnownPoint, double>> targets)
    {
        var features = points.Select(point => map.Of(point.Genome.AsSpan())).ToList();
        return [.. targets.Select(target =>
        {
            var values = points.Select(target).ToArray();
            var scale = new ValueScale(values);
            return KernelFit.KernelOf(map, new KernelFit(map, features, [.. values.Select(scale.Of)]).Maximise());
        })];
    }

    private sealed record Entry(SpaceLayout Layout, Observation[] Observations, Kernel[] Kernels)
    {
        public bool IsFor(SpaceLayout layout, int targets, List<KnownPoint> points) =>
            Layout == layout && Kernels.Length == targets && Observations.Length == points.Count
            && !Observations.Where((observation, i) => !ReferenceEquals(observation, points[i].Observation)).Any();
    }
}
