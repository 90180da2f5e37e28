namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>How often what goes wrong between a silo and the store, as shares of the calls; all 0 once the faults are over.</summary>
/// <param name="LostRequest">Never arrives and is sent again.</param>
/// <param name="LostAnswer">Is done, and the caller has to look what became of it.</param>
/// <param name="Twice">Is done twice: a server that came back did not remember the first time. The second answer counts.</param>
/// <param name="Late">Is done up to minutes later, when the caller may have given up.</param>
/// <param name="LostHint">Of the hints.</param>
internal sealed record NetworkPlan(double LostRequest, double LostAnswer, double Twice, double Late, double LostHint)
{
    public static NetworkPlan Faultless { get; } = new(0, 0, 0, 0, 0);
}
