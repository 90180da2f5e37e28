namespace AutoCompress.Engine.Measuring;

internal static class FiniteSpans
{
    /// <summary>Whether a NaN or an infinity is among the values.</summary>
    public static bool ContainsAnyExceptFinite(this ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                return true;
            }
        }

        return false;
    }
}
