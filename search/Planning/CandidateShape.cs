namespace AutoCompress.Search.Planning;

/// <summary>What a candidate keeps of a model, in the order of the analysis: channels of each group, and whether each block is there.</summary>
internal sealed record CandidateShape(int[] Kept, bool[] Blocks);
