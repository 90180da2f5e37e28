using AutoCompress.Studies;

namespace AutoCompress.Host.Archive;

/// <summary>A study that was taken in or restored.</summary>
/// <param name="State">As it is now; one that had not ended is paused.</param>
/// <param name="WasThere">It was here already, and nothing was changed.</param>
public sealed record Arrival(string Study, StudyState State, int Trials, bool WasThere);
