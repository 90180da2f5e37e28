using AutoCompress.Search.Genomes;
using AutoCompress.Search.Surrogates;
using AutoCompress.Spaces;

namespace AutoCompress.Search.Tests.Surrogates;

public sealed class GaussianProcessTests
{
    private static readonly FeatureMap Map = new(SpaceLayout.Of(new SearchSpace([.. Enumerable.Range(0, 6).Select(i => new NumberGene($"x{i}", 0, 1, 0.01))])));

    [Fact]
    public void Predict_LearnedPoint_IsItsValueWithHardlyAnyDoubt()
    {
        var (points, values) = Sample(30, new SeededRandom(1, 0));
        var process = Learn(points, values);

        Assert.All(Enumerable.Range(0, 30), i => Assert.Equal(values[i], process.Predict(points[i]).Mean, 1));
        Assert.All(Enumerable.Range(0, 30), i => Assert.InRange(process.Predict(points[i]).Variance, 0, 0.05));
    }

    [Fact]
    public void Predict_UnknownPoints_ExplainsNearlyAllOfASmoothFunction()
    {
        var (points, values) = Sample(40, new SeededRandom(2, 0));
        var (others, truth) = Sample(200, new SeededRandom(3, 0));
        var process = Learn(points, values);

        var error = others.Select((point, i) => Math.Pow(process.Predict(point).Mean - truth[i], 2)).Average();

        var mean = truth.Average();
        Assert.InRange(error / truth.Average(value => (value - mean) * (value - mean)), 0, 0.1);
    }

    [Fact]
    public void Append_NewPoint_IsWhatLearningItAtOnceGives()
    {
        var (points, values) = Sample(12, new SeededRandom(4, 0));
        var kernel = KernelFit.KernelOf(Map, new KernelPrior(Map.Scales).Means());
        var (grown, whole) = (new TrainingSet(6, 12), new TrainingSet(6, 12));
        foreach (var point in points.Take(11))
        {
            grown.Add(point);
            whole.Add(point);
        }

        var process = new GaussianProcess(grown, kernel, values[..11]);
        grown.Add(points[11]);
        process.Append(values[11]);
        whole.Add(points[11]);
        double[] at = [0.3, 0.6, 0.1, 0.9, 0.5, 0.2];

        Assert.Equal(new GaussianProcess(whole, kernel, values).Predict(at).Mean, process.Predict(at).Mean, 9);
    }

    [Fact]
    public void Maximise_OneRelevantGene_GivesItTheShortestScale()
    {
        var random = new SeededRandom(5, 0);
        var points = Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, 6).Select(_ => random.NextDouble()).ToArray()).ToList();
        var scale = new ValueScale([.. points.Select(point => Math.Sin(9 * point[2]))]);

        var parameters = new KernelFit(Map, points, [.. points.Select(point => scale.Of(Math.Sin(9 * point[2])))]).Maximise();

        Assert.Equal(2, parameters[..6].ToList().IndexOf(parameters[..6].Min()));
    }

    private static GaussianProcess Learn(List<double[]> points, double[] values)
    {
        var set = new TrainingSet(6, points.Count);
        points.ForEach(set.Add);
        return new(set, KernelFit.KernelOf(Map, new KernelFit(Map, points, values).Maximise()), values);
    }

    private static (List<double[]> Points, double[] Values) Sample(int count, SeededRandom random)
    {
        var points = Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 6).Select(_ => random.NextDouble()).ToArray()).ToList();
        return (points, [.. points.Select(x => 4 * (x[0] - 0.4) * (x[0] - 0.4) + Math.Sin(3 * x[1]) + x[2] - 1)]);
    }
}
