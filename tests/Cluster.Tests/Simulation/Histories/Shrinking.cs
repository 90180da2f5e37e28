using System.Collections.Immutable;
using AutoCompress.Cluster.Tests.Simulation.Memory;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>Leaves out of a plan what its violation does not need.</summary>
internal static class Shrinking
{
    private const int MostRuns = 80;

    /// <param name="report">Of a history that broke an invariant.</param>
    /// <returns>The same for the smallest plan that was found, with its trace.</returns>
    public static HistoryReport Shrink(HistoryReport report, string folder, MemoryFlaws flaws = MemoryFlaws.None)
    {
        var runs = 0;
        var found = report;
        for (var smaller = true; smaller && runs < MostRuns;)
        {
            smaller = false;
            foreach (var plan in Smaller(found.Plan).TakeWhile(_ => runs++ < MostRuns))
            {
                if (History.Run(plan, folder, flaws) is { Violation: not null } next)
                {
                    (found, smaller) = (next, true);
                    break;
                }
            }
        }

        return History.Run(found.Plan, folder, flaws, keepsText: true);
    }

    private static IEnumerable<HistoryPlan> Smaller(HistoryPlan plan)
    {
        if (plan.Network != NetworkPlan.Faultless)
        {
            yield return plan with { Network = NetworkPlan.Faultless };
        }

        foreach (var fault in plan.Faults)
        {
            yield return plan with { Faults = plan.Faults.Remove(fault) };
        }

        if (plan.Studies.Length > 1)
        {
            var last = plan.Studies.Length - 1;
            yield return plan with
            {
                Studies = plan.Studies.RemoveAt(last),
                Faults = [.. plan.Faults.Where(fault => fault.Kind < FaultKind.Pause || fault.Target != last)],
            };
        }

        if (plan.Machines.Length > 1)
        {
            var last = plan.Machines.Length - 1;
            yield return plan with
            {
                Machines = plan.Machines.RemoveAt(last),
                Faults = [.. plan.Faults.Where(fault => fault.Kind > FaultKind.Drain || fault.Target != last)],
            };
        }
    }
}
