namespace AutoCompress.Search.Tests;

public sealed class NsgaTwoContractTests : SearchAlgorithmContract
{
    protected override string Name => SearchAlgorithms.NsgaTwo;
}

public sealed class RandomSearchContractTests : SearchAlgorithmContract
{
    protected override string Name => SearchAlgorithms.Random;

    protected override bool Learns => false;
}

public sealed class AutoSearchContractTests : SearchAlgorithmContract
{
    protected override string Name => SearchAlgorithms.Auto;
}

public sealed class SurrogateSearchContractTests : SearchAlgorithmContract
{
    protected override string Name => SearchAlgorithms.Surrogate;
}

public sealed class NsgaThreeContractTests : SearchAlgorithmContract
{
    protected override string Name => SearchAlgorithms.NsgaThree;
}

public sealed class ParzenSearchContractTests : SearchAlgorithmContract
{
    protected override string Name => SearchAlgorithms.Parzen;
}

public sealed class RegularisedEvolutionContractTests : SearchAlgorithmContract
{
    protected override string Name => SearchAlgorithms.Ageing;
}

public sealed class ControllerSearchContractTests : SearchAlgorithmContract
{
    protected override string Name => SearchAlgorithms.Controller;
}

public sealed class QuasiRandomSearchContractTests : SearchAlgorithmContract
{
    protected override string Name => SearchAlgorithms.QuasiRandom;

    protected override bool Learns => false;
}
