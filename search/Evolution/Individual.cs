using AutoCompress.Search.Genomes;

namespace AutoCompress.Search.Evolution;

/// <summary>A survivor, ready to mate.</summary>
/// <param name="Rank">Its front's place, 0 for the best.</param>
/// <param name="Crowding">How alone it is on its front; larger is better.</param>
internal sealed record Individual(KnownPoint Point, int Rank, double Crowding);
