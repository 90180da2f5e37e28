using AutoCompress.Search.Evolution;
using AutoCompress.Search.Genomes;
using AutoCompress.Search.Planning;

namespace AutoCompress.Search.Surrogates;

/// <summary>Looks for the genomes that promise most: a short evolution that starts from the best known points, since an evaluation of a promise costs microseconds.</summary>
internal sealed class AcquisitionSearch(SpaceLayout layout, HardLimits? limits, FailureMemory failures, SharedPrefixes shared, SeededRandom random)
{
    /// <summary>A promise of so much of the best one is as good as that.</summary>
    private const double EquallyGood = 0.98;

    private const int Generations = 10;
    private const int Children = 40;
    private const int Elite = 12;
    private const double Fresh = 0.1;
    private const double OutsideTheElite = 0.3;

    /// <summary>
    /// All genomes that were looked at, the most promising first, but of those that are equally good the ones before all others whose training another trial has
    /// already; none of <paramref name="known"/>.
    /// </summary>
    /// <param name="parents">Genomes of good known points, at least two.</param>
    /// <param name="known">Genomes that trials have; those looked at are added.</param>
    public List<int[]> Best(Func<int[], double> promise, IReadOnlyList<int[]> parents, HashSet<int[]> known)
    {
        var seen = new List<(double Promise, int[] Genome)>();
        var elite = new List<int[]>();
        for (var generation = 0; generation < Generations; generation++)
        {
            for (var i = 0; i < Children; i++)
            {
                if (Legal(Child(elite, parents)) is { } child && known.Add(child))
                {
                    seen.Add((promise(child), child));
                }
            }

            seen.Sort((a, b) => b.Promise.CompareTo(a.Promise));
            elite = [.. seen.Take(Elite).Select(scored => scored.Genome)];
        }

        var equal = seen.Count == 0 ? 0 : seen.FindIndex(scored => !(scored.Promise >= EquallyGood * seen[0].Promise)) is var first and >= 0 ? first : seen.Count;
        return
        [
            .. seen.Take(equal).OrderByDescending(scored => shared.Has(scored.Genome)).Concat(seen.Skip(equal)).Select(scored => scored.Genome),
        ];
    }

    private int[] Child(List<int[]> elite, IReadOnlyList<int[]> parents)
    {
        if (random.Chance(Fresh))
        {
            return UniformDraw.AroundOneWidth(layout.Space, random);
        }

        var mother = Any(elite, parents);
        return random.Below(3) switch
        {
            0 => Bred(mother, Any(elite, parents)),
            1 => Variation.Differential(layout, mother, Any(elite, parents), Any(elite, parents), Any(elite, parents), random),
            _ => Variation.Perturb(layout, mother, random),
        };
    }

    private int[] Bred(int[] mother, int[] father)
    {
        var child = Crossover.Of(layout.Space, mother, father, random);
        Mutation.Apply(layout.Space, child, random, 0);
        return child;
    }

    private int[] Any(List<int[]> elite, IReadOnlyList<int[]> parents) =>
        elite.Count == 0 || random.Chance(OutsideTheElite) ? parents[random.Below(parents.Count)] : elite[random.Below(elite.Count)];

    private int[]? Legal(int[] genome)
    {
        var settled = layout.Settle(failures.Avoid(genome, random));
        if (limits is not { Any: true })
        {
            return settled;
        }

        return limits.Repair(layout.Space, layout.Build(settled)) is { } allowed ? [.. layout.GenomeOf(allowed)] : null;
    }
}
