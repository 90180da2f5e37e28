namespace AutoCompress.Search.Benchmarks.Compression;

/// <summary>What a part of the synthetic network costs and loses at given widths. Parts add up.</summary>
/// <param name="Work">Share of the original's computing.</param>
/// <param name="Weights">Share of the original's weights.</param>
/// <param name="Memory">Share of the original's activations.</param>
/// <param name="Capacity">Accuracy lost for good.</param>
/// <param name="Damage">Accuracy lost until training mends it.</param>
internal readonly record struct NetworkPart(double Work, double Weights, double Memory, double Capacity, double Damage)
{
    public static NetworkPart operator +(NetworkPart a, NetworkPart b) =>
        new(a.Work + b.Work, a.Weights + b.Weights, a.Memory + b.Memory, a.Capacity + b.Capacity, a.Damage + b.Damage);
}
