using AutoCompress.Spaces;

namespace AutoCompress.Search.Planning;

/// <summary>What a candidate costs before anything is built.</summary>
/// <param name="Params">Learned elements, exact.</param>
/// <param name="Macs">Multiply-accumulate operations for one sample, exact.</param>
/// <param name="Bytes">Estimated size of the file.</param>
public readonly record struct CandidateCost(double Params, double Macs, double Bytes);
