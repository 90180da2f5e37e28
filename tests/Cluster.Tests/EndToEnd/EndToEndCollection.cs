namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>Tests of the real program, one after the other, on one <see cref="SmallCase"/>.</summary>
[CollectionDefinition(Name)]
public sealed class EndToEndCollection : ICollectionFixture<SmallCase>
{
    public const string Name = "end to end";
}
