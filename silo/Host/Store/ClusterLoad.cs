namespace AutoCompress.Host.Store;

/// <summary>How busy the live silos are.</summary>
/// <param name="Cores">Cores of all silos that take work.</param>
/// <param name="Busy">Cores that running and queued steps take; steps that wait for a measuring slot take none.</param>
/// <param name="StudyBusy">Of these, the cores of the asking study.</param>
/// <param name="Studies">Studies that are being worked on.</param>
internal sealed record ClusterLoad(int Cores, int Busy, int StudyBusy, int Studies)
{
    /// <summary>Cores that each study may count on, at least 1.</summary>
    public int Share => Math.Max(1, (Cores + Math.Max(1, Studies) - 1) / Math.Max(1, Studies));

    /// <summary>Cores that the asking study may fill with new trials: what is free, and no more than its share.</summary>
    public int Free => Math.Max(0, Math.Min(Cores - Busy, Share - StudyBusy));
}
