using System.Text.Json.Serialization;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Search.Policy;

/// <summary>A trial to start.</summary>
/// <param name="Origin">Why; see <see cref="Trial.Origin"/>.</param>
/// <param name="ContinuesFrom">The trial whose checkpoint it goes on from; null for a probe.</param>
/// <param name="SavedImages">Samples of training that it needs and that the plan knows to be in the stage cache.</param>
public sealed record Proposal(
    Candidate Candidate,
    Fidelity Fidelity,
    string Origin,
    int? ContinuesFrom = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long SavedImages = 0);
