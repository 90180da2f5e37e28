using AutoCompress.Datasets;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Stages;

/// <summary>The data of a study as a stage's parameter: where it lies (from the stage's input "data" on, where there is one), what it holds, what for, and the seed of its selection split.</summary>
/// <param name="Fingerprint">SHA-256 over the data files, so that a stage's key changes with them.</param>
internal sealed record StudyData(DataSpec Spec, StudyTask Task, string Fingerprint, ulong SplitSeed)
{
    public static StudyData Of(StudySpec spec, StudyInputs inputs) =>
        new(inputs.Files is { } files ? DataFields.In(spec.Data, files, "") : spec.Data, StudyTask.Of(spec), inputs.Data, spec.Seed);
}
