using AutoCompress.Host.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Host.Store.Rows;

/// <summary>The states in which silos work on a study, as SQL knows them.</summary>
internal static class ActiveStates
{
    /// <summary>A list to stand behind <c>IN</c>.</summary>
    public static string Sql { get; } =
        $"({string.Join(", ", Enum.GetValues<StudyState>().Where(StudyStates.IsActive).Select(state => $"'{KebabCase.Of(state)}'"))})";
}
