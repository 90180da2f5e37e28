namespace AutoCompress.Search.Benchmarks.Compression;

/// <summary>How a candidate is pruned, trained and stored.</summary>
internal sealed record Recipe(string Criterion, string Precision, string Calibration, double LearningRate, double Alpha)
{
    /// <summary>The learning rate that mends fastest; quantized weights want half of it.</summary>
    public static double BestRate(string precision) => precision == "int8" ? 0.025 : 0.05;
}
