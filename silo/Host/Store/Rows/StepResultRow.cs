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

    public KeptStep ToStep() => new(Key, Name, Json.Read<StageOutput>(Output), Seconds, (int)Trial);
}
