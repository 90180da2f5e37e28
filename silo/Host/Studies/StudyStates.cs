using AutoCompress.Studies;

namespace AutoCompress.Host.Studies;

/// <summary>What the states of a study have in common.</summary>
public static class StudyStates
{
    /// <summary>Whether nothing follows this state.</summary>
    public static bool IsFinal(this StudyState state) => state is StudyState.Completed or StudyState.Cancelled or StudyState.Failed;

    /// <summary>Whether silos work on a study in this state.</summary>
    public static bool IsActive(this StudyState state) => !state.IsFinal() && state != StudyState.Paused;
}
