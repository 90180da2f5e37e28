using AutoCompress.Host.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Host.Store.Rows;

/// <summary>The rows of a part of a study's history.</summary>
internal static class PartRows
{
    /// <param name="steps">Of the askers that the part has.</param>
    public static StudyPart ToPart(
        StudyRow study, IReadOnlyCollection<StudyEvent> events, IEnumerable<DecisionRow> decisions, IEnumerable<StepResultRow> steps) => new(
        study.ToOrigin(),
        StudyPart.Reaches(events, StudyState.Exploring) && study.Plan is { } plan ? Json.Read<StudyPlan>(plan) : null,
        StudyPart.Reaches(events, StudyState.Completed) && study.Front is { } front ? Json.Read<FrontReport>(front) : null,
        study.Spent,
        [.. events],
        [.. decisions.Select(row => row.ToDecision())],
        [.. steps.Select(row => row.ToStep())]);
}
