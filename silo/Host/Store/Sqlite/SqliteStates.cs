using AutoCompress.Host.Studies;
using AutoCompress.Studies;

namespace AutoCompress.Host.Store.Sqlite;

/// <summary>Groups of states as SQL lists.</summary>
internal static class SqliteStates
{
    /// <summary>States in which silos work on a study.</summary>
    public static string Active { get; } = List(StudyStates.IsActive);

    /// <summary>States that nothing follows.</summary>
    public static string Final { get; } = List(StudyStates.IsFinal);

    private static string List(Func<StudyState, bool> belongs) =>
        $"({string.Join(", ", Enum.GetValues<StudyState>().Where(belongs).Select(state => $"'{KebabCase.Of(state)}'"))})";
}
