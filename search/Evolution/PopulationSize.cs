namespace AutoCompress.Search.Evolution;

/// <summary>How many survive: a twentieth of the budget. In a study of dozens of trials a large population would be all of history.</summary>
internal static class PopulationSize
{
    private const int TrialsForEachSurvivor = 20;
    private const int Smallest = 16;
    private const int Largest = 100;

    public static int Of(SearchHistory history) => Math.Clamp(history.Budget / TrialsForEachSurvivor, Smallest, Largest);
}
