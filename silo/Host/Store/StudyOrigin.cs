using AutoCompress.Studies;

namespace AutoCompress.Host.Store;

/// <summary>What a study is from its submission on.</summary>
internal sealed record StudyOrigin(string Id, StudySpec Spec, StudyInputs Inputs, string? IdempotencyKey, DateTimeOffset SubmittedAt);
