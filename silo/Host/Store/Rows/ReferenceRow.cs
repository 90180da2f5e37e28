using AutoCompress.Host.Artifacts;

namespace AutoCompress.Host.Store.Rows;

/// <summary>A row of <see cref="References"/>.</summary>
internal sealed class ReferenceRow
{
    /// <summary>May name artifacts.</summary>
    public string? Text { get; set; }

    /// <summary>A study that has rows.</summary>
    public string? Study { get; set; }

    public void AddTo(ISet<string> artifacts, ISet<string> studies)
    {
        ArtifactReferences.Collect(Text, artifacts);
        if (Study is { } study)
        {
            studies.Add(study);
        }
    }
}
