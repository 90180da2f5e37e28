using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Studies;

/// <summary>One change of a study.</summary>
/// <param name="Seq">The cursor: unique and growing within the study, in the order in which the changes happened. That of the event before for <see cref="StudyEventKind.Waits"/>.</param>
/// <param name="State">The study's state after the change.</param>
/// <param name="Message">Why the study is paused or failed, or what it waits for; null otherwise.</param>
/// <param name="Trial">The trial that was proposed or finished; null for a change of state.</param>
public sealed record StudyEvent(
    string Study, long Seq, DateTimeOffset At, StudyEventKind Kind, StudyState State, string? Message = null, Trial? Trial = null);
