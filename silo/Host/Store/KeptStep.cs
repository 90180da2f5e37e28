using AutoCompress.Trials;

namespace AutoCompress.Host.Store;

/// <summary>The result of a step that a study asked for first.</summary>
/// <param name="Trial">0 for a step of the study itself.</param>
internal sealed record KeptStep(string Key, string Name, StageOutput Output, double Seconds, int Trial);
