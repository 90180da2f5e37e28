namespace AutoCompress.Trials;

/// <summary>What a stage asks of a silo.</summary>
public static class StageLabels
{
    /// <summary>One core for computing.</summary>
    public const string Cpu = "cpu";

    /// <summary>The device's one measuring slot: a core on which nothing else runs, and a fresh process.</summary>
    public const string Measure = "measure";
}
