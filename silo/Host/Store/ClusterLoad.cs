namespace AutoCompress.Host.Store;

/// <summary>How busy the live silos are.</summary>
/// <param name="Cores">Cores of all silos that take work.</param>
/// <param name="Busy">Cores that running and queued steps take; steps that wait for a measuring slot take none.</param>
/// <param name="StudyBusy">Of these, the cores of the asking study.</param>
/// <param name="Part">Of the cluster, that the asking study may count on beside the others, 0 to 1.</param>
internal sealed record ClusterLoad(int Cores, int Busy, int StudyBusy, double Part)
{
    /// <summary>A third of 3 cores is 1, whatever the rounding.</summary>
    private const double Slack = 1e-9;

    /// <summary>Cores that the asking study may count on, at least 1.</summary>
    public int Share => Math.Max(1, (int)Math.Ceiling(Cores * Part - Slack));

    /// <summary>Cores that the asking study may fill with new trials: what is free, and no more than its share.</summary>
    public int Free => Math.Max(0, Math.Min(Cores - Busy, Share - StudyBusy));
}
