using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Search.Planning;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Host.Studies;

/// <summary>Finds what earlier studies of this store tell a new one.</summary>
internal sealed class WarmStarting(IStudyStore studies)
{
    /// <summary>Studies of a family that are read at most, the newest first.</summary>
    private const int MostOfFamily = 4;

    /// <summary>What of <see cref="StudySpec.WarmStart"/> cannot help, each with its remedy; empty when all can.</summary>
    public async Task<ImmutableArray<string>> FaultsOfAsync(StudySpec spec, CancellationToken cancellationToken)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        foreach (var id in spec.WarmStart.Where(id => id != StudySpec.Family))
        {
            var (what, remedy) = await studies.FindAsync(id, cancellationToken).ConfigureAwait(false) switch
            {
                null => ($"names '{id}', but there is no such study", $"List the studies to see their ids, or write {StudySpec.Family}."),
                { } earlier when earlier.Spec.Task != spec.Task =>
                    ($"names {id}, whose task is {KebabCase.Of(earlier.Spec.Task)}: it has nothing in common with a study of {KebabCase.Of(spec.Task)}", "Leave it out."),
                { CompletedTrials: 0 } => ($"names {id}, which has no completed trial to start from", "Wait until it has some, or leave it out."),
                _ => ("", ""),
            };
            if (what.Length > 0)
            {
                faults.Add(new SpecFault("warm_start", what, remedy).ToString());
            }
        }

        return faults.ToImmutable();
    }

    /// <summary>What the study takes over; studies that were removed since it was submitted, or that were never planned, tell nothing.</summary>
    public async Task<ImmutableArray<EarlierTrial>> GatherAsync(StudyRecord study, SearchSpace space, ModelAnalysis analysis, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<EarlierStudy>();
        foreach (var id in study.Spec.WarmStart.Where(id => id != StudySpec.Family))
        {
            if (await studies.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } named
                && await ReadAsync(named, study, cancellationToken).ConfigureAwait(false) is { } earlier)
            {
                found.Add(earlier);
            }
        }

        if (study.Spec.WarmStart.Contains(StudySpec.Family))
        {
            await AddFamilyAsync(found, study, analysis, cancellationToken).ConfigureAwait(false);
        }

        return WarmStart.Of(study.Spec, space, analysis, found.ToImmutable());
    }

    /// <summary>The newest studies of the tenant that have the task and a model of the family.</summary>
    private async Task AddFamilyAsync(ImmutableArray<EarlierStudy>.Builder found, StudyRecord study, ModelAnalysis analysis, CancellationToken cancellationToken)
    {
        var most = found.Count + MostOfFamily;
        foreach (var other in await studies.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (found.Count == most)
            {
                return;
            }

            if (other.Id != study.Id && other.CompletedTrials > 0 && other.Spec.Task == study.Spec.Task && other.Spec.Tenant == study.Spec.Tenant
                && found.All(earlier => earlier.Id != other.Id)
                && await ReadAsync(other, study, cancellationToken).ConfigureAwait(false) is { } earlier && WarmStart.IsFamily(earlier.Analysis, analysis))
            {
                found.Add(earlier);
            }
        }
    }

    private async Task<EarlierStudy?> ReadAsync(StudyStatus earlier, StudyRecord study, CancellationToken cancellationToken)
    {
        if (await studies.PlanAsync(earlier.Id, cancellationToken).ConfigureAwait(false) is not { } plan
            || await studies.InputsAsync(earlier.Id, cancellationToken).ConfigureAwait(false) is not { } inputs)
        {
            return null;
        }

        var trials = await studies.TrialsAsync(earlier.Id, cancellationToken).ConfigureAwait(false);
        return new(earlier.Id, plan.Analysis, trials, Continuation.DifferenceOf(earlier.Spec, inputs, study.Spec, study.Inputs) is null);
    }
}
