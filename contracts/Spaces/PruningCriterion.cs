namespace AutoCompress.Spaces;

/// <summary>How channels of a group are ranked before the cut.</summary>
public enum PruningCriterion { L1, L2, BatchNormGamma, Taylor, Random }
