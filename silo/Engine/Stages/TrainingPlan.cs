using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Stages;

/// <summary>The study's training settings joined with the candidate's genes, for one training stage.</summary>
/// <param name="Images">Samples to draw.</param>
/// <param name="LearningRate">Peak of the schedule.</param>
/// <param name="Temperature">Of the distillation's softmax.</param>
/// <param name="Alpha">Weight of the distillation loss, 0 to 1.</param>
internal sealed record TrainingPlan(TrainingSpec Settings, int Images, double LearningRate, double Temperature, double Alpha)
{
    /// <summary>Whether the loss has a part that a teacher gives.</summary>
    public bool WantsTeacher(StudyData data) => Alpha > 0 || !data.Task.HasLabels;

    /// <summary>The plan for one rung of <paramref name="candidate"/>. Where nothing is trained its genes say nothing, so that all candidates of the same cut share that step.</summary>
    public static TrainingPlan Of(StudySpec spec, Candidate candidate, int images) => images == 0 ? new(CompressionPipeline.SettingsOf(spec), 0, 0, 1, 0) : new(
        CompressionPipeline.SettingsOf(spec) with { Optimizer = spec.OptimizerOrDefault },
        images,
        candidate.Number(GeneNames.LearningRate, spec.OptimizerOrDefault == OptimizerKind.AdamW ? 2e-3 : 0.05),
        candidate.Number(GeneNames.Temperature, 4),
        candidate.Number(GeneNames.Alpha, 0.7));
}
