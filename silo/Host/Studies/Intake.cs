using System.Collections.Immutable;
using AutoCompress.Studies;

namespace AutoCompress.Host.Studies;

/// <summary>What <see cref="IStudyIntake"/> found.</summary>
public abstract record Intake
{
    private Intake()
    {
    }

    public sealed record Taken(StudyInputs Inputs) : Intake;

    /// <param name="Faults">Everything that is wrong, each with its remedy.</param>
    public sealed record Refused(ImmutableArray<string> Faults) : Intake;
}
