using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming;

namespace AutoCompress.Engine.Tests.Transforming;

/// <summary>The names of a model's channel groups.</summary>
internal static class Groups
{
    public static IEnumerable<string> Of(ModelGraph graph) => ChannelGroups.Find(graph).All.Select(group => group.Name);
}
