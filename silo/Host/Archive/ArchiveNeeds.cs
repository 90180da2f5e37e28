using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;

namespace AutoCompress.Host.Archive;

/// <summary>Which artifacts a study's archive refers to.</summary>
internal static class ArchiveNeeds
{
    /// <summary>Without these the study is worth nothing: its model and those of its front.</summary>
    public static IEnumerable<string> Required(StudyPart part) => Models(part).Where(ArtifactNames.IsHash);

    /// <summary>Without these the study cannot go on: its data, where that is artifacts; nothing of a study that has ended.</summary>
    /// <param name="last">The part in which its history ends.</param>
    public static IEnumerable<string> RequiredToGoOn(StudyPart last) =>
        last.Events[^1].State.IsFinal() ? [] : last.Origin.Inputs.Artifacts.Where(ArtifactNames.IsHash);

    /// <summary>Whatever else looks like an artifact: checkpoints, candidates' models, data. Not all of it has to be one, or be there still.</summary>
    public static void Collect(StudyPart part, ISet<string> references)
    {
        // Steps are keyed by hashes too, which are no artifacts.
        ArtifactReferences.Collect(Json.Write(part with { Steps = [], Decisions = [] }), references);
        references.UnionWith(part.Steps.SelectMany(step => step.Output.Artifacts.Values).Where(ArtifactNames.IsHash));
    }

    private static IEnumerable<string> Models(StudyPart part) =>
        part.Front is { } front ? front.Points.Prepend(front.Original).Select(point => point.Model).Append(part.Origin.Inputs.Model) : [part.Origin.Inputs.Model];
}
