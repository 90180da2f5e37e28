using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>How channels travel through one family of operators. Add a family by adding a class and naming it in <see cref="ChannelRules"/>.</summary>
internal interface IChannelRule
{
    /// <summary>Operators of the default domain.</summary>
    IEnumerable<string> Operators { get; }

    /// <summary>Labels the node's outputs from its inputs' labels. An output that stays unlabelled keeps its size.</summary>
    void Propagate(GraphNode node, ChannelFlow flow);

    /// <summary>
    /// Rewrites what the node itself bakes in (attributes, shape and index constants) after a cut. <paramref name="node"/>
    /// is the copy's; its weights are sliced already.
    /// </summary>
    void Rewrite(GraphNode node, ChannelCut cut)
    {
    }
}
