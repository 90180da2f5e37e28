using System.Collections.Immutable;
using AutoCompress.Studies;

namespace AutoCompress.Client.Studies;

/// <summary>What reading a study file gave.</summary>
internal abstract record StudyFileResult
{
    private StudyFileResult()
    {
    }

    public sealed record Loaded(StudySpec Spec) : StudyFileResult;

    /// <param name="Faults">Everything that is wrong, in the order of the file.</param>
    public sealed record Refused(ImmutableArray<SpecFault> Faults) : StudyFileResult;
}
