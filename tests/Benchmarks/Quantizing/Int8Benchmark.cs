using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Engine.Quantizing.Calibration;
using AutoCompress.Engine.Quantizing.Placement;
using AutoCompress.Spaces;

namespace AutoCompress.Benchmarks.Quantizing;

/// <summary>Latency of every precision against fp32: ResNet-8's shape with random weights, batch 1, one thread, interleaved in one process.</summary>
internal static class Int8Benchmark
{
    /// <param name="arguments">First width (32), seconds (20), channels of the image (1).</param>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        var width = arguments.Length > 0 ? int.Parse(arguments[0]) : 32;
        var seconds = arguments.Length > 1 ? double.Parse(arguments[1]) : 20;
        var channels = arguments.Length > 2 ? int.Parse(arguments[2]) : 1;
        var network = ResidualNetwork.Build(new() { Channels = channels, Widths = [width, 2 * width, 4 * width] });
        var images = Images(channels, 32);
        List<(string Name, ModelGraph Graph)> models =
        [
            .. Enum.GetValues<Precision>().Select(precision =>
                (precision.ToString(), Quantizer.Export(network, precision, CalibrationMethod.MinMax, [images], IntegerKernels.WeightBits, default))),
            ("Int8, all of it", WithIntegerStem(network, images)),
        ];
        var files = models.Select(model => OnnxFile.Serialize(model.Graph, SaveOptions.Export)).ToList();
        var sessions = files.Select(file => OrtSession.Parse(file)).ToList();
        var batches = sessions.Select(session => session.CreateBatch([1, channels, 28, 28])).ToList();
        batches.ForEach(batch => images.Values<float>()[..batch.Input().Length].CopyTo(batch.Input()));
        var report = LatencyMeter.MeasureTogether(
            [.. models.Zip(batches, (model, batch) => new Contestant(model.Name, batch.Run))],
            new() { Budget = TimeSpan.FromSeconds(seconds) }, TimeProvider.System, 1, default);
        Console.WriteLine($"ResNet-8 {width}-{2 * width}-{4 * width}, {channels}x28x28, batch 1, one thread; canary drift {report.CanaryDrift:P1}");
        foreach (var (result, file) in report.Results.Zip(files))
        {
            Console.WriteLine($"{result.Name,-16} {file.Length,9:N0} bytes  p50 {result.P50.Value:F3} ms  "
                + $"{result.Speedup.Value:F2}x [{result.Speedup.Low:F2}, {result.Speedup.High:F2}] as fast");
        }

        batches.ForEach(batch => batch.Dispose());
        sessions.ForEach(session => session.Dispose());
        return 0;
    }

    private static ModelGraph WithIntegerStem(ModelGraph network, Tensor images)
    {
        var folded = new FoldForExport().Apply(network).Graph;
        var plan = QuantizationPlanner.Plan(folded, floatStem: false);
        var ranges = Calibrator.Ranges(Calibrator.Observe(folded, plan.Activations, [[(folded.Inputs[0].Name, images)]], default), CalibrationMethod.MinMax);
        return Quantizer.Lower(new QdqPlacement(plan, ranges, IntegerKernels.WeightBits).Apply(folded).Graph);
    }

    private static Tensor Images(int channels, int count)
    {
        var random = new Random(1);
        var values = new float[count * channels * 28 * 28];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.NextSingle();
        }

        return Tensor.Of(values, count, channels, 28, 28);
    }
}
