using System.Collections.Immutable;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Trials;

/// <summary>Turns a study's decisions into stages, and stages' outputs into results. Pure: it plans work and never does it.</summary>
public interface ITrialPipeline
{
    /// <summary>The stage whose values are the model's <see cref="ModelAnalysis"/>.</summary>
    Stage Analyse(StudySpec spec, StudyInputs inputs);

    /// <summary>The stage whose values are the model's <see cref="SensitivityTable"/>.</summary>
    Stage Sense(StudySpec spec, StudyInputs inputs, ModelAnalysis analysis);

    /// <summary>The stage whose values are the <see cref="LatencyTable"/> of these cuts on the study's target.</summary>
    /// <param name="cuts">The most telling first; those that cannot be timed in <paramref name="seconds"/> are left out.</param>
    Stage Time(StudySpec spec, StudyInputs inputs, ImmutableArray<ModelCut> cuts, double seconds);

    /// <summary>The stages that evaluate a trial, in order; stages of earlier rungs come first and are found in the cache.</summary>
    /// <param name="lineage">The trials that this one goes on from, rung 0 first, and the trial itself last.</param>
    ImmutableArray<Stage> Evaluate(StudySpec spec, StudyInputs inputs, ImmutableArray<Trial> lineage);

    /// <summary>The result of a trial from the outputs of all its stages, in order.</summary>
    /// <param name="executedSeconds">Time of the stages that ran for this trial, in order; 0 for one found in the cache.</param>
    TrialResult Conclude(StudySpec spec, Trial trial, ImmutableArray<StageOutput> outputs, ImmutableArray<double> executedSeconds);

    /// <summary>The stage that measures the front again in one interleaved run and scores it on the test split; its values are a <see cref="FrontReport"/>.</summary>
    Stage Finalise(StudySpec spec, StudyInputs inputs, ImmutableArray<Trial> front);
}
