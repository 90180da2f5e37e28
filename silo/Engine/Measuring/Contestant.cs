namespace AutoCompress.Engine.Measuring;

/// <summary>Something whose latency is compared.</summary>
/// <param name="Run">One inference, without allocating.</param>
public sealed record Contestant(string Name, Action Run);
