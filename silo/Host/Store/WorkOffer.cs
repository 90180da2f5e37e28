using System.Collections.Immutable;

namespace AutoCompress.Host.Store;

/// <summary>What a silo has free for a step.</summary>
/// <param name="Labels">What it can do now; the measuring label only while its measuring slot is free.</param>
/// <param name="FreeCores">Cores that no step has.</param>
/// <param name="AllCores">Cores of the silo; a step that wants more gets these.</param>
internal sealed record WorkOffer(string Silo, ImmutableArray<string> Labels, int FreeCores, int AllCores, TimeSpan Lease);
