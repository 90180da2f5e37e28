using System.Collections.Immutable;

namespace AutoCompress.Spaces;

/// <summary>An unordered gene: one of <paramref name="Choices"/>.</summary>
public sealed record ChoiceGene(string Name, ImmutableArray<string> Choices, GeneCondition? ActiveWhen = null) : Gene(Name, ActiveWhen)
{
    /// <inheritdoc/>
    public override int Count => Choices.Length;

    /// <inheritdoc/>
    public override GeneValue ValueAt(int index) => GeneValue.Of(Choices[index]);

    /// <inheritdoc/>
    public override int IndexOf(GeneValue value) => value.IsChoice ? Choices.IndexOf(value.Choice) : -1;
}
