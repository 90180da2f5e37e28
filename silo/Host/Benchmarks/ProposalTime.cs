namespace AutoCompress.Host.Benchmarks;

/// <summary>Milliseconds of a proposal.</summary>
/// <param name="Median">Of all.</param>
/// <param name="P99">99 of 100 take at most this.</param>
/// <param name="Last">The median of each run's last ten, with nearly the whole budget in history.</param>
public sealed record ProposalTime(double Median, double P99, double Last)
{
    private const int LastOnes = 10;

    /// <param name="runs">The proposals of each run, in their order.</param>
    internal static ProposalTime Of(IReadOnlyCollection<IReadOnlyList<double>> runs)
    {
        var all = runs.SelectMany(run => run).Order().ToArray();
        var last = runs.SelectMany(run => run.TakeLast(LastOnes)).Order().ToArray();
        return new(Quartiles.Quantile(all, 0.5), Quartiles.Quantile(all, 0.99), Quartiles.Quantile(last, 0.5));
    }
}
