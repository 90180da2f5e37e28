namespace AutoCompress.Cluster.Tests.Datasets;

/// <summary>A file of a <see cref="FileServer"/> and how it is served.</summary>
internal sealed class ServedFile(byte[] content)
{
    private int _cuts;

    /// <summary>May change while it is served.</summary>
    public byte[] Content { get; set; } = content;

    public string? Tag { get; set; } = "\"one\"";

    public bool HasRanges { get; init; } = true;

    /// <summary>Whether the length is told.</summary>
    public bool HasLength { get; init; } = true;

    /// <summary>Where redirections lead; null for none.</summary>
    public string? Location { get; init; }

    public int Status { get; init; } = 200;

    /// <summary>The first answers so many are cut off after so many bytes.</summary>
    public (int Times, int Bytes) Cut { get; init; }

    /// <summary>Called at a cut, before the client can notice it.</summary>
    public Action<ServedFile>? AfterCut { get; init; }

    /// <summary>Where each answer began.</summary>
    public List<long> Starts { get; } = [];

    public bool IsCut() => _cuts < Cut.Times && ++_cuts > 0;
}
