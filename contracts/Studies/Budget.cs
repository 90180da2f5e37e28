namespace AutoCompress.Studies;

/// <summary>What a study may spend. Time is active time: it stands still while no silo works on the study.</summary>
public sealed record Budget
{
    /// <summary>Trials at most, all rungs together.</summary>
    public int Trials { get; init; } = 100;

    /// <summary>Active time at most, from teacher logits to the final re-measurement.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(8);
}
