namespace AutoCompress.Host.Store.Rows;

/// <summary>How studies share silos: weighted fair queuing (Demers, Keshav and Shenker 1989) over the core time of their steps.</summary>
/// <remarks>
/// <list type="number">
/// <item>Tenants with an active study share by their weights, which are equal unless an operator says otherwise; within a tenant's share a study counts 2^priority.</item>
/// <item>A study's service is the core time of its steps divided by its share. Each step counts a second more than it runs, so that many
/// short ones weigh too. Running steps count as far as they are.</item>
/// <item>The step of the study with the least service is next; within a study, the step of the lowest trial.</item>
/// <item>The cluster's time is the service at which the last step began (start-time fair queuing: Goyal, Vin and Cheng 1996), not that of whoever had most: a
/// long step of a study with a small share runs far ahead and waits its turn, and takes nothing from the others.</item>
/// <item>Nobody lags behind that by more than <see cref="LongestLag"/>: who is new, was paused or had nothing to do has no more than that to catch
/// up on, and the others go on meanwhile, one after the other. So nobody starves, whatever the priorities.</item>
/// </list>
/// </remarks>
internal static class FairShare
{
    /// <summary>What a step counts beside its time, in milliseconds of a core.</summary>
    public const int Start = 1000;

    /// <summary>In milliseconds of a core of a study that has the whole cluster.</summary>
    public const int LongestLag = 600_000;

    /// <summary>In milliseconds: the cluster's time is written no more often than that, as a write for every claim would cost too much.</summary>
    public const int Coalesced = 60_000;

    /// <summary>The weight of a study within its tenant's share.</summary>
    public static double Weight(int priority) => Math.ScaleB(1, priority);

    /// <summary>The priority that has this weight.</summary>
    public static int Priority(double weight) => Math.ILogB(weight);
}
