using System.Collections.Immutable;
using AutoCompress.Search.Baselines;
using AutoCompress.Search.Controllers;
using AutoCompress.Search.Evolution;
using AutoCompress.Search.Parzen;
using AutoCompress.Search.Planning;
using AutoCompress.Search.Surrogates;
using AutoCompress.Studies;

namespace AutoCompress.Search;

/// <summary>The algorithms by the name that a study gives.</summary>
public static class SearchAlgorithms
{
    /// <summary>Chooses and mixes; what a study takes that names none.</summary>
    public const string Auto = "auto";
    public const string Surrogate = "surrogate";
    public const string NsgaTwo = "nsga-ii";
    public const string NsgaThree = "nsga-iii";
    public const string Parzen = "mo-tpe";
    public const string Ageing = "regularised-evolution";
    public const string Controller = "reinforce";
    public const string Random = "random";
    public const string QuasiRandom = "quasi-random";

    /// <summary>Every name that <see cref="Create"/> takes, the default first.</summary>
    public static ImmutableArray<string> Names => StudySpecValidator.Algorithms;

    /// <exception cref="ArgumentException">There is no such algorithm; the message lists those there are.</exception>
    public static ISearchAlgorithm Create(string name, HardLimits? limits) => name switch
    {
        Auto => new AutoSearch(limits),
        Surrogate => new SurrogateSearch(limits),
        NsgaTwo => new NsgaTwo(limits),
        NsgaThree => new NsgaThree(limits),
        Parzen => new ParzenSearch(limits),
        Ageing => new RegularisedEvolution(limits),
        Controller => new ControllerSearch(limits),
        Random => new RandomSearch(limits),
        QuasiRandom => new QuasiRandomSearch(limits),
        _ => throw new ArgumentException($"'{name}' is none of {string.Join(", ", Names)}.", nameof(name)),
    };
}
