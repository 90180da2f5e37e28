using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Rows;

/// <summary>A row of the table <c>step_result</c>.</summary>
internal sealed class StepResultRow
{
    public string Key { get; set; } = "";

    public string Name { get; set; } = "";

    public string Output { get; set; } = "";

    public double Seconds { get; set; }

    public string Study { get; set; } = "";

    public long Trial { get; set; }

    /// <summary>When it was last asked for, give or take <see cref="Coalesced"/>, in milliseconds since 1970.</summary>
    public long UsedAt { get; set; }

    /// <summary>Whether this use has to be noted, where the query asked for it.</summary>
    public bool Stale { get; set; }

    /// <summary>Milliseconds; a use is noted only if the last one is so long ago, as a write for every look would be most of the work.</summary>
    public const long Coalesced = 86_400_000;

    public KeptStep ToStep() => new(Key, Name, Json.Read<StageOutput>(Output), Seconds, (int)Trial);
}
