namespace AutoCompress.Search.Tests;

public sealed class NsgaTwoContractTests : SearchAlgorithmContract
{
    protected override string Name => SearchAlgorithms.NsgaTwo;
}

public sealed class RandomSearchContractTests : SearchAlgorithmContract
{
    protected override string Name => SearchAlgorithms.Random;
}
