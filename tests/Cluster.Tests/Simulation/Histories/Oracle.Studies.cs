using AutoCompress.Cluster.Tests.Simulation.Memory;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

internal sealed partial class Oracle
{
    private readonly Dictionary<string, long> _activations = new(StringComparer.Ordinal);
    private readonly HashSet<(string Study, string Proposal)> _proposals = [];

    public void StudyClaimed(StudyLease lease)
    {
        CheckFence(lease.Fence, lease.Study);
        _activations[lease.Study] = lease.Fence;
    }

    public void TurnAccepted(MemoryStudy study, StudyLease lease, long seen, StudyTurn turn)
    {
        Check(
            _activations.GetValueOrDefault(study.Id) == lease.Fence, 7, $"A turn of {study.Id} under fence {lease.Fence} was accepted after {_activations.GetValueOrDefault(study.Id)} was given out.");
        Check(study.Seq == seen, 7, $"A turn of {study.Id} that was made at {seen} was accepted at {study.Seq}.");
        Counts.Decisions += turn.Decision is null ? 0 : 1;
        var next = study.Trials.Count + 1;
        foreach (var trial in turn.Proposed)
        {
            Counts.Trials++;
            Check(trial.Number == next++, 5, $"Trial {trial.Number} of {study.Id} is proposed as number {next - 1}.");
            Check(trial.Number <= study.Spec.Budget.Trials, 10, $"Trial {trial.Number} of {study.Id} is one more than the budget of {study.Spec.Budget.Trials}.");
            var proposal = $"{Json.Write(trial.Candidate)} {Json.Write(trial.Fidelity)} {trial.ContinuesFrom}";
            Check(_proposals.Add((study.Id, proposal)), 12, $"Trial {trial.Number} of {study.Id} repeats a proposal: {proposal}.");
        }
    }
}
