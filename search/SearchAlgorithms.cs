using System.Collections.Immutable;
using AutoCompress.Search.Baselines;
using AutoCompress.Search.Evolution;
using AutoCompress.Search.Planning;
using AutoCompress.Search.Surrogates;

namespace AutoCompress.Search;

/// <summary>The algorithms by the name that a study gives.</summary>
public static class SearchAlgorithms
{
    public const string NsgaTwo = "nsga-ii";
    public const string Random = "random";
    public const string QuasiRandom = "quasi-random";
    public const string Surrogate = "surrogate";

    /// <summary>Every name that <see cref="Create"/> takes.</summary>
    public static ImmutableArray<string> Names { get; } = [NsgaTwo, Surrogate, Random, QuasiRandom];

    /// <exception cref="ArgumentException">There is no such algorithm; the message lists those there are.</exception>
    public static ISearchAlgorithm Create(string name, HardLimits? limits) => name switch
    {
        NsgaTwo => new NsgaTwo(limits),
        Surrogate => new SurrogateSearch(limits),
        QuasiRandom => new QuasiRandomSearch(limits),
        Random => new RandomSearch(limits),
        _ => throw new ArgumentException($"'{name}' is none of {string.Join(", ", Names)}.", nameof(name)),
    };
}
