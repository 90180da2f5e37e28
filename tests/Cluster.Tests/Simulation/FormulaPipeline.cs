using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Spaces;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation;

/// <summary>A pipeline of four stages whose results follow from the genes by a formula: prune and train are shared by all precisions.</summary>
internal sealed class FormulaPipeline : ITrialPipeline
{
    /// <summary>Cores that a training asks for.</summary>
    public int TrainCores { get; init; } = 1;

    /// <summary>Changes what a trial measures.</summary>
    public Func<Trial, ImmutableSortedDictionary<Metric, Measurement>, ImmutableSortedDictionary<Metric, Measurement>> Values { get; init; } = (_, values) => values;

    public Stage Analyse(StudySpec spec, StudyInputs inputs) => Of("analyse", "{}", ("model", Stage.Artifact(inputs.Model)));

    public Stage Sense(StudySpec spec, StudyInputs inputs, ModelAnalysis analysis) => Of("sense", "{}", ("model", Stage.Artifact(inputs.Model)));

    public Stage Time(StudySpec spec, StudyInputs inputs, ImmutableArray<ModelCut> cuts, double seconds) =>
        Of("time", Json.Write(cuts), ("model", Stage.Artifact(inputs.Model))) with { Labels = [StageLabels.Measure], Seconds = seconds };

    public ImmutableArray<Stage> Evaluate(StudySpec spec, StudyInputs inputs, ImmutableArray<Trial> lineage)
    {
        var stages = ImmutableArray.CreateBuilder<Stage>();
        var genes = lineage[^1].Candidate;
        var shape = Json.Write(new Candidate(genes.Values.Where(gene => gene.Key is not (GeneNames.Precision or GeneNames.Calibration))));
        stages.Add(Of("prune", shape, ("model", Stage.Artifact(inputs.Model))));
        foreach (var trial in lineage)
        {
            stages.Add(Of("train", $$"""{"images":{{trial.Fidelity.Images}}}""", ("model", stages[^1].Output("model"))) with { Cores = TrainCores });
        }

        stages.Add(Of("quantize", Json.Write(genes), ("model", stages[^1].Output("model"))));
        stages.Add(Of("measure", "{}", ("model", stages[^1].Output("model"))) with { Labels = [StageLabels.Measure] });
        return stages.ToImmutable();
    }

    public TrialResult Conclude(StudySpec spec, Trial trial, ImmutableArray<StageOutput> outputs, ImmutableArray<double> executedSeconds)
    {
        var keep = trial.Candidate.Values.Where(gene => gene.Key.StartsWith(GeneNames.KeepPrefix, StringComparison.Ordinal)).Average(gene => gene.Value.Number);
        var factor = trial.Candidate.Choice(GeneNames.Precision, "fp32") == "int8" ? 0.25 : 1;
        var values = ImmutableSortedDictionary<Metric, Measurement>.Empty
            .Add(Metric.Accuracy, Measurement.Exact(0.9 + 0.03 * keep + 0.001 * trial.Fidelity.Rung + 0.001 * factor))
            .Add(Metric.Latency, Measurement.Exact(keep * factor))
            .Add(Metric.Size, Measurement.Exact(1_000_000 * keep * factor));
        return new TrialResult.Completed(Values(trial, values), outputs[^2].Artifacts["model"], new TrialCost(executedSeconds.Sum(), 0, trial.Fidelity.Images));
    }

    public Stage Finalise(StudySpec spec, StudyInputs inputs, ImmutableArray<Trial> front) => Of(
        "finalise", Json.Write(front.Select(trial => trial.Number)), ("original", Stage.Artifact(inputs.Model)));

    private static Stage Of(string name, string parameters, params (string Role, string Source)[] inputs) => new(
        name, 1, parameters, inputs.ToImmutableSortedDictionary(input => input.Role, input => input.Source), 1, [StageLabels.Cpu]);
}
