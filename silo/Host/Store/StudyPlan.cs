using AutoCompress.Spaces;

namespace AutoCompress.Host.Store;

/// <summary>What planning found.</summary>
internal sealed record StudyPlan(ModelAnalysis Analysis, SensitivityTable Sensitivity, SearchSpace Space);
