using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Equal counts per group, for operators that split their channels into consecutive groups of one size.</summary>
internal static class GroupedChannels
{
    /// <summary>Whether channels divide into groups at all.</summary>
    public static bool Divide(long groups, params ReadOnlySpan<long> channels)
    {
        foreach (var count in channels)
        {
            if (groups < 1 || count < groups || count % groups != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether whole groups leave (true) or one offset of every group: what leaves the finer choice.</summary>
    public static bool CutsWholeGroups(int groups, int width) => groups > width;

    /// <summary>Lets each group leave as one; returns one label a group.</summary>
    public static int[] UniteGroups(GraphNode node, ChannelFlow flow, int[] labels, int groups)
    {
        var width = labels.Length / groups;
        for (var i = 0; i < labels.Length; i++)
        {
            flow.Unite(node, [labels[i]], [labels[i / width * width]]);
        }

        return [.. Enumerable.Range(0, groups).Select(group => labels[group * width])];
    }

    /// <summary>Lets the channels at one offset of every group leave together; returns the first group's labels.</summary>
    public static int[] UniteOffsets(GraphNode node, ChannelFlow flow, int[] labels, int groups)
    {
        var width = labels.Length / groups;
        for (var i = width; i < labels.Length; i++)
        {
            flow.Unite(node, [labels[i]], [labels[i % width]]);
        }

        return labels[..width];
    }

    /// <summary>Each label <paramref name="times"/> times in a row.</summary>
    public static int[] Spread(int[] labels, int times) => [.. labels.SelectMany(label => Enumerable.Repeat(label, times))];

    /// <summary>The whole sequence <paramref name="times"/> times.</summary>
    public static int[] Repeat(int[] labels, int times) => [.. Enumerable.Repeat(labels, times).SelectMany(all => all)];
}
