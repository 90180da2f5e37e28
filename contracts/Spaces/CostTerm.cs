namespace AutoCompress.Spaces;

/// <summary>One node's cost: coefficient × kept(<paramref name="GroupA"/>) × kept(<paramref name="GroupB"/>), a missing group counting as 1.</summary>
public sealed record CostTerm(string Node, string? GroupA, string? GroupB, double Params, double Macs);
