namespace AutoCompress.Engine.Transforming.Costs;

/// <summary>The exact cost of one node for one sample.</summary>
/// <param name="Params">Elements of the learned tensors that the node is the first to read.</param>
/// <param name="Macs">Multiply-accumulate operations.</param>
public sealed record NodeCost(string Node, long Params, long Macs);
