using System.Diagnostics;
using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Tests.Training.Barriers;
using AutoCompress.Engine.Training;

namespace AutoCompress.Engine.Tests.Training;

[Collection(nameof(Alone))]
public sealed class TrainingMemoryTests
{
    private const int WarmUp = 100;
    private const int Steps = 1500;

    /// <summary>Own tensors are counted exactly; the resident set may move by what allocators do, far less than one leaked activation a step.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("If")]
    public async Task Step_ManyTimes_HoldsNoMoreTensorsAndHardlyMoreMemory(string? barrier)
    {
        using var thread = new TorchThread(1);
        var (tensors, bytes) = await thread.Run(() =>
        {
            using var run = new TrainingRun(
                barrier is null ? ResidualNetwork.Build(new() { Channels = 1, Size = 8, Widths = [8, 8], Classes = 4 }) : BarrierGraphs.Network(barrier),
                new BlobBatches(4, [1, 8, 8]),
                new() { Samples = long.MaxValue, BatchSize = 16 },
                TimeProvider.System);
            Advance(run, 0, WarmUp);
            var (tensors, bytes) = (Torch.LiveTensors, Resident());
            Advance(run, WarmUp, WarmUp + Steps);
            return (Torch.LiveTensors - tensors, Resident() - bytes);
        });

        Assert.Equal(0, tensors);
        Assert.InRange(bytes, long.MinValue, 40 << 20);
    }

    private static void Advance(TrainingRun run, long from, long to)
    {
        for (var step = from; step < to; step++)
        {
            run.Step(step * 16, 0.001, step);
        }

        GC.Collect();
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
