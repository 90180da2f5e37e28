using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store;

/// <summary>Stages whose results somebody wants, in order.</summary>
/// <param name="Trial">Who wants them; null for the study itself.</param>
internal readonly record struct StageWish(int? Trial, ImmutableArray<Stage> Stages);
