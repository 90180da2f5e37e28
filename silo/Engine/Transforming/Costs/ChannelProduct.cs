using System.Collections.Immutable;
using AutoCompress.Engine.Transforming.Channels;

namespace AutoCompress.Engine.Transforming.Costs;

/// <summary>A coefficient × the kept channels of each group.</summary>
/// <param name="Groups">Names in ordinal order; one that stands twice counts twice.</param>
internal readonly record struct ChannelProduct(ImmutableArray<string> Groups, double Coefficient)
{
    /// <summary>A number that belongs to all combinations of indices of some axes in equal parts, as a sum of products.</summary>
    /// <param name="axes">The labels along each axis, one entry for each layer that has some.</param>
    public static IReadOnlyList<ChannelProduct> Of(double number, IEnumerable<(ChannelLayer Layer, int[] Labels)> axes)
    {
        IReadOnlyList<ChannelProduct> products = [new([], number)];
        foreach (var (layer, labels) in axes)
        {
            var parts = labels.GroupBy(layer.GroupOf)
                .Select(part => (part.Key?.Name, Share: (double)part.Count() / labels.Length / (part.Key?.Info.Channels ?? 1))).ToList();
            products = [.. products.SelectMany(_ => parts, (product, part) => product.Times(part.Name, part.Share))];
        }

        return products;
    }

    private ChannelProduct Times(string? group, double share) => new(
        group is null ? Groups : [.. Groups.Append(group).Order(StringComparer.Ordinal)], Coefficient * share);
}
