using System.Diagnostics;
using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training;

namespace AutoCompress.Benchmarks.Training;

/// <summary>AutoCompress's trainer on the ONNX graph of the same network.</summary>
internal sealed class OwnTraining : IDisposable
{
    private readonly TrainingRun _run;
    private long _step;

    public OwnTraining(int batch, int threads)
    {
        Torch.Threads = threads;
        _run = new(
            ResidualNetwork.Build(ResidualNetworkOptions.ResNet20),
            new NoiseBatches(batch),
            new() { BatchSize = batch, Samples = long.MaxValue },
            TimeProvider.System);
    }

    public StepTime Run(int steps)
    {
        using var process = Process.GetCurrentProcess();
        var (start, cpu) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        for (var i = 0; i < steps; i++)
        {
            _run.Step(_step, 0.01, _step);
            _step++;
        }

        var wall = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        return new(wall.TotalSeconds, (process.TotalProcessorTime - cpu).TotalSeconds);
    }

    public void Dispose() => _run.Dispose();
}
