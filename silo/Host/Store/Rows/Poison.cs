using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Rows;

/// <summary>When a step counts as the killer of those who run it.</summary>
internal static class Poison
{
    /// <summary>Owners that died in a row.</summary>
    public const int DeadOwners = 3;

    public static StepFailure Failure(WorkRow work) => new(
        work.Name,
        FailureCause.Poisoned,
        $"{DeadOwners} silos in a row died while they ran the step '{work.Name}' (the last was {work.Owner}). Look into their logs; the step is not tried again.");
}
