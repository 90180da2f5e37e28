namespace AutoCompress.Trials;

/// <summary>What a stage asks of a silo.</summary>
public static class StageLabels
{
    /// <summary>One core for computing.</summary>
    public const string Cpu = "cpu";

    /// <summary>The device's one measuring slot: a core on which nothing else runs, and a fresh process.</summary>
    public const string Measure = "measure";

    /// <summary>Leave to run the program that a study scores its predictions with; offered only where the operator allows it.</summary>
    public const string Command = "command";
}
