using AutoCompress.Studies;

namespace AutoCompress.Engine.Stages;

/// <summary>The samples, and their augmentation, that a data-driven pruning criterion looks at.</summary>
internal sealed record RankingData(StudyData Data, TrainingSpec Settings);
