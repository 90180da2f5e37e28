using AutoCompress.Studies;

namespace AutoCompress.Host.Store;

/// <summary>A study on its way into the store.</summary>
internal sealed record NewStudy(StudySpec Spec, StudyInputs Inputs, string? IdempotencyKey);
