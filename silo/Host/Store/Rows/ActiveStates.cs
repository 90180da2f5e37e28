using AutoCompress.Host.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Host.Store.Rows;

/// <summary>The states in which silos work on a study, as SQL knows them.</summary>
internal static class ActiveStates
{
    /// <summary>A list to stand behind <c>IN</c>.</summary>
    public static string Sql { get; } = ListOf(StudyStates.IsActive);

    /// <summary>The same of those that nothing follows.</summary>
    public static string Final { get; } = ListOf(StudyStates.IsFinal);

    private static string ListOf(Func<StudyState, bool> which) =>
        $"({string.Join(", ", Enum.GetValues<StudyState>().Where(which).Select(state => $"'{KebabCase.Of(state)}'"))})";
}
