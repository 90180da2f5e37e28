namespace AutoCompress.Engine.Tests.Training;

/// <summary>Tests that count something of the whole process run beside no other.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
