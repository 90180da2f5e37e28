using AutoCompress.Search.Genomes;

namespace AutoCompress.Search.Controllers;

/// <summary>One distribution for each gene: a softmax over choices, a normal distribution over the places 0 to 1 of an ordered gene.</summary>
internal sealed class GenePolicies
{
    private const double Rate = 0.1;
    private const double FirstDeviation = 0.35;
    private const double LeastDeviation = 0.03;
    private readonly SpaceLayout _layout;
    private readonly double[][] _logits;
    private readonly double[] _means;
    private readonly double[] _logDeviations;

    public GenePolicies(SpaceLayout layout)
    {
        _layout = layout;
        _logits = [.. layout.Levels.Select((levels, gene) => layout.IsNumber[gene] ? [] : new double[levels])];
        _means = [.. layout.Levels.Select(_ => 0.5)];
        _logDeviations = [.. layout.Levels.Select(_ => PortableMath.Log(FirstDeviation))];
    }

    /// <summary>One step along the gradient of the log probability of <paramref name="genome"/>, times its advantage; inactive genes took no part.</summary>
    public void Learn(ReadOnlySpan<int> genome, double advantage)
    {
        for (var gene = 0; gene < genome.Length; gene++)
        {
            if (genome[gene] < 0 || _layout.Levels[gene] == 1)
            {
                continue;
            }

            if (_layout.IsNumber[gene])
            {
                LearnNumber(gene, genome[gene] / (_layout.Levels[gene] - 1.0), advantage);
            }
            else
            {
                var shares = Shares(gene);
                for (var choice = 0; choice < shares.Length; choice++)
                {
                    _logits[gene][choice] += Rate * advantage * ((choice == genome[gene] ? 1 : 0) - shares[choice]);
                }
            }
        }
    }

    /// <summary>An index for each gene, active or not.</summary>
    public int[] Draw(SeededRandom random) => [.. Enumerable.Range(0, _layout.Genes).Select(gene => _layout.IsNumber[gene] ? Number(gene, random) : Choice(gene, random))];

    /// <summary>The natural gradient of a normal distribution: scaled by its variance, a step is as long as the distribution is wide.</summary>
    private void LearnNumber(int gene, double place, double advantage)
    {
        var deviation = PortableMath.Exp(_logDeviations[gene]);
        var z = Math.Clamp((place - _means[gene]) / deviation, -2, 2);
        _means[gene] = Math.Clamp(_means[gene] + Rate * advantage * z * deviation, 0, 1);
        _logDeviations[gene] = Math.Clamp(
            _logDeviations[gene] + 0.25 * Rate * advantage * (z * z - 1), PortableMath.Log(LeastDeviation), PortableMath.Log(FirstDeviation));
    }

    private int Number(int gene, SeededRandom random)
    {
        var place = _means[gene] + PortableMath.Exp(_logDeviations[gene]) * random.NextNormal();
        return Math.Clamp((int)Math.Round(place * (_layout.Levels[gene] - 1)), 0, _layout.Levels[gene] - 1);
    }

    private int Choice(int gene, SeededRandom random)
    {
        var (shares, left) = (Shares(gene), random.NextDouble());
        var choice = 0;
        while (choice < shares.Length - 1 && (left -= shares[choice]) >= 0)
        {
            choice++;
        }

        return choice;
    }

    private double[] Shares(int gene)
    {
        var largest = _logits[gene].Max();
        var powers = _logits[gene].Select(logit => PortableMath.Exp(logit - largest)).ToArray();
        return [.. powers.Select(power => power / powers.Sum())];
    }
}
