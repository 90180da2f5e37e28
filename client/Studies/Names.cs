using AutoCompress.Trials;

namespace AutoCompress.Client.Studies;

/// <summary>Enum members as a study file may write them: accuracy_drop, accuracy-drop or AccuracyDrop.</summary>
internal static class Names
{
    /// <summary>The spelling that messages suggest: metrics are also keys and so in snake case, the rest is in kebab case.</summary>
    public static string Of<T>(T value) where T : struct, Enum => value is Metric ? SnakeCase.Of(value) : KebabCase.Of(value);

    public static bool TryParse<T>(string text, out T value) where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (Plain(candidate.ToString()) == Plain(text))
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }

    private static string Plain(string text) =>
        text.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
}
