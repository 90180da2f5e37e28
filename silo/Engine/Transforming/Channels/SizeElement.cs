using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>One element of a list of sizes.</summary>
/// <param name="Value">The number, where it is known.</param>
/// <param name="Source">The value whose size it is at run time; null for a constant.</param>
/// <param name="Axis">The axis of <paramref name="Source"/>.</param>
internal readonly record struct SizeElement(long? Value, GraphValue? Source = null, int Axis = 0)
{
    /// <summary>Whether the element is the size of an axis with just these channels, so that it is right after every cut.</summary>
    public bool Follows(int[] labels, ChannelFlow flow)
    {
        if (flow.Of(Source) is not { } source || source.Axis != Axis || source.Labels.Length != labels.Length)
        {
            return false;
        }

        return source.Labels.Zip(labels, (a, b) => flow.Union.Find(a) == flow.Union.Find(b)).All(same => same);
    }
}
