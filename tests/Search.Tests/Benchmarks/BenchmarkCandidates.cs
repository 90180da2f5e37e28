using AutoCompress.Search.Genomes;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Tests.Benchmarks;

/// <summary>Candidates of any space.</summary>
internal static class BenchmarkCandidates
{
    public static Candidate Middle(SearchSpace space) => Genome.Build(space, Enumerable.Repeat(-1, space.Genes.Length).ToArray());

    public static Candidate Drawn(SearchSpace space, ulong seed) =>
        Genome.Build(space, UniformDraw.Independent(space, new SeededRandom(seed, 0)));
}
