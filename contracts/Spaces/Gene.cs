using System.Text.Json.Serialization;

namespace AutoCompress.Spaces;

/// <summary>One decision of a <see cref="SearchSpace"/>, such as the keep ratio of a channel group.</summary>
/// <param name="Name">Unique in the space; see <see cref="GeneNames"/> for the ones the engine reads.</param>
/// <param name="ActiveWhen">The choice of another gene under which this one exists; null when it always does.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NumberGene), "number")]
[JsonDerivedType(typeof(ChoiceGene), "choice")]
public abstract record Gene(string Name, GeneCondition? ActiveWhen)
{
    /// <summary>How many values the gene can take; at least one.</summary>
    [JsonIgnore]
    public abstract int Count { get; }

    /// <summary>The value at <paramref name="index"/>, from 0 to <see cref="Count"/> − 1.</summary>
    public abstract GeneValue ValueAt(int index);

    /// <summary>The index of <paramref name="value"/>, or −1 when it is none of this gene's values.</summary>
    public abstract int IndexOf(GeneValue value);
}
