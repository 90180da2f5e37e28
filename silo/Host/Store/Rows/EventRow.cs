using AutoCompress.Host.Studies;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store.Rows;

/// <summary>A row of the table <c>event</c>.</summary>
internal sealed class EventRow
{
    public string Study { get; set; } = "";

    public long Seq { get; set; }

    public long At { get; set; }

    public string Kind { get; set; } = "";

    public string State { get; set; } = "";

    public string? Message { get; set; }

    public string? Trial { get; set; }

    public StudyEvent ToEvent() => new(
        Study,
        Seq,
        DateTimeOffset.FromUnixTimeMilliseconds(At),
        KebabCase.Parse<StudyEventKind>(Kind),
        KebabCase.Parse<StudyState>(State),
        Message,
        Trial is null ? null : Json.Read<Trial>(Trial));
}
