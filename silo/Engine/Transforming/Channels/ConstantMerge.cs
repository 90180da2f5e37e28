using System.Collections.Immutable;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>A constant with several readers is cut once for all of them, so their labels are united; a reader that needs an axis whole pins it.</summary>
internal static class ConstantMerge
{
    public static Dictionary<string, ImmutableArray<ConstantAxis>> Of(ChannelFlow flow)
    {
        var merged = new Dictionary<string, ImmutableArray<ConstantAxis>>(StringComparer.Ordinal);
        foreach (var (value, uses) in flow.Constants)
        {
            var axes = uses.SelectMany(use => use.Axes).GroupBy(axis => axis.Axis).OrderBy(group => group.Key)
                .Select(group => Merge(value, uses, [.. group], flow)).ToImmutableArray();
            if (axes.Length > 0)
            {
                merged.Add(value.Name, axes);
            }
        }

        return merged;
    }

    private static ConstantAxis Merge(GraphValue value, List<ConstantUse> uses, ConstantAxis[] readings, ChannelFlow flow)
    {
        var reader = uses[0].Node;
        foreach (var reading in readings)
        {
            flow.Unite(reader, readings[0].Labels, reading.Labels);
        }

        if (readings.Length < value.Uses.Count || value.IsOutput || value.Type.Bits() % 8 != 0)
        {
            flow.Pin(reader, readings[0].Labels, $"'{value.Name}' is also read where it must stay whole");
        }

        var role = readings.Any(reading => reading.Role == AxisRole.Produces) ? AxisRole.Produces : readings[0].Role;
        return readings[0] with { Role = role, Contracted = readings.Any(reading => reading.Contracted) };
    }
}
