using System.Text.Json;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Archive;

/// <summary>A part of a study's history as it lies in the archive: one line of JSON and a line with its SHA-256. Never changed once it is written.</summary>
/// <param name="Content">All of its bytes.</param>
/// <param name="Sha256">Of its line of JSON; the next segment names it.</param>
/// <param name="Previous">That of the segment before; empty for the first.</param>
internal sealed record Segment(ReadOnlyMemory<byte> Content, string Sha256, string Previous, StudyPart Part)
{
    private const string Format = "autocompress-archive-1";

    public long First => Part.Events[0].Seq;

    public ArchiveHead Head => new(Part.Events[^1].Seq, Sha256);

    public static Segment Of(string previous, StudyPart part)
    {
        var (content, sha256) = Seal.Close(Json.Write(new Line(Format, previous, part)));
        return new Segment(content, sha256, previous, part);
    }

    /// <param name="name">For messages.</param>
    /// <exception cref="ArchiveException">It is not as it was written.</exception>
    public static Segment Read(ReadOnlyMemory<byte> content, string name)
    {
        var (text, sha256) = Seal.Open(content.Span) ?? throw Damaged($"{name} does not have the SHA-256 that it was written with");
        try
        {
            var line = Json.Read<Line>(text);
            return line.Format != Format
                ? throw Damaged($"{name} is in the format '{line.Format}', which this version cannot read")
                : Completeness.Missing(line) is { } missing
                    ? throw Damaged($"{name} has no {missing}")
                    : line.Part.Events.IsEmpty ? throw Damaged($"{name} holds no events") : new Segment(content, sha256, line.Previous, line.Part);
        }
        catch (Exception problem) when (problem is JsonException or NotSupportedException or ArgumentException or FormatException or InvalidOperationException or OverflowException)
        {
            throw Damaged($"{name} is no segment of an archive ({problem.Message})", problem);
        }
    }

    private static ArchiveException Damaged(string what, Exception? inner = null) => new(ArchiveFault.Damaged, $"The archive is damaged: {what}.", inner);

    private sealed record Line(string Format, string Previous, StudyPart Part);
}
