using AutoCompress.Studies;

namespace AutoCompress.Host.Archive;

/// <summary>An archive as it lies in the artifact store.</summary>
/// <param name="State">At its end; null where it cannot be read.</param>
/// <param name="Seq">Of its last event.</param>
/// <param name="At">When that happened; null where it cannot be read.</param>
/// <param name="IsThere">Whether the database has the study.</param>
/// <param name="Fault">What is wrong with the archive; null for nothing.</param>
public sealed record ArchivedStudy(string Study, StudyState? State, int Trials, long Seq, DateTimeOffset? At, bool IsThere, string? Fault);
