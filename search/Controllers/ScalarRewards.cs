namespace AutoCompress.Search.Controllers;

/// <summary>
/// What a trial is worth to the controller: how much better than the average of the trials before it, in deviations, its costs are under weights that are
/// drawn for it. Infeasible and failed trials are worth −2.
/// </summary>
internal sealed class ScalarRewards(int costs, SeededRandom random)
{
    private const double Punishment = -2;
    private const double Largest = 2;
    private readonly double[] _means = new double[costs];
    private readonly double[] _squares = new double[costs];
    private int _count;

    /// <summary>The advantage of <paramref name="observation"/>, −2 to 2; null while it says nothing.</summary>
    public double? Of(Observation observation)
    {
        var weights = _means.Select(_ => -PortableMath.Log(1 - random.NextDouble())).ToArray();
        if (observation.Outcome is Outcome.Failed or Outcome.Infeasible)
        {
            return Punishment;
        }

        if (!observation.IsPoint)
        {
            return null;
        }

        var advantage = 0.0;
        _count++;
        for (var cost = 0; cost < _means.Length; cost++)
        {
            var difference = observation.Costs[cost] - _means[cost];
            _means[cost] += difference / _count;
            _squares[cost] += difference * (observation.Costs[cost] - _means[cost]);
            var deviation = Math.Sqrt(_squares[cost] / _count);
            advantage -= deviation > 0 ? weights[cost] / weights.Sum() * (observation.Costs[cost] - _means[cost]) / deviation : 0;
        }

        return observation.Violation > 0 ? Punishment : Math.Clamp(advantage, -Largest, Largest);
    }
}
