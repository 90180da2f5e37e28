using AutoCompress.Search.Genomes;

namespace AutoCompress.Search.Baselines;

/// <summary>
/// Halton's sequence (1960) on the genes of a space, one prime for each, with digits permuted at random (Owen 2017): points that
/// fill a space more evenly than independent draws.
/// </summary>
internal sealed class HaltonSequence
{
    /// <summary>Digits beyond 2⁻³² change no index.</summary>
    private const double Resolution = 1.0 / (1L << 32);

    private readonly SpaceLayout _layout;
    private readonly int[] _primes;
    private readonly int[][][] _permutations;

    public HaltonSequence(SpaceLayout layout, ulong seed)
    {
        _layout = layout;
        _primes = [.. Primes().Take(layout.Genes)];
        _permutations = [.. _primes.Select((prime, gene) => Permutations(prime, new SeededRandom(seed, (ulong)gene)).ToArray())];
    }

    /// <summary>The genome at <paramref name="place"/>, from 0; every gene has an index.</summary>
    public int[] At(int place) =>
        [.. _primes.Select((_, gene) => Math.Min(_layout.Levels[gene] - 1, (int)(Fraction(gene, place) * _layout.Levels[gene])))];

    private double Fraction(int gene, int place)
    {
        var (fraction, unit) = (0.0, 1.0 / _primes[gene]);
        foreach (var permutation in _permutations[gene])
        {
            fraction += permutation[place % _primes[gene]] * unit;
            (place, unit) = (place / _primes[gene], unit / _primes[gene]);
        }

        return fraction;
    }

    /// <summary>One permutation for each digit.</summary>
    private static IEnumerable<int[]> Permutations(int prime, SeededRandom random)
    {
        for (var unit = 1.0; unit > Resolution; unit /= prime)
        {
            var digits = Enumerable.Range(0, prime).ToArray();
            for (var i = digits.Length - 1; i > 0; i--)
            {
                var other = random.Below(i + 1);
                (digits[i], digits[other]) = (digits[other], digits[i]);
            }

            yield return digits;
        }
    }

    private static IEnumerable<int> Primes()
    {
        var found = new List<int>();
        for (var number = 2; ; number++)
        {
            if (found.TrueForAll(prime => number % prime != 0))
            {
                found.Add(number);
                yield return number;
            }
        }
    }
}
