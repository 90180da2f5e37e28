using AutoCompress.Engine.Data;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring;

/// <summary>The memory that a model needs.</summary>
public static class MemoryMeter
{
    private const int Loads = 3;
    private const int Runs = 5;

    /// <summary>
    /// Peak resident memory that loading and running the model adds to a process where ONNX Runtime works already, in bytes: the median of
    /// three loads, with the least and the largest. A load before these takes what is paid once for all models (some 11 MB of kernels and
    /// their tables). Nothing else may run in the process meanwhile; the kernel counts in steps of up to some 0.2 MB.
    /// </summary>
    /// <param name="batch">Samples of one run.</param>
    /// <exception cref="StepFailureException">The model does not load or run.</exception>
    public static Measurement Measure(string model, DataFit fit, int batch, int threads)
    {
        _ = AddedBy(model, fit, batch, threads);
        var added = new double[Loads];
        for (var load = 0; load < Loads; load++)
        {
            added[load] = AddedBy(model, fit, batch, threads);
        }

        Array.Sort(added);
        return Measurement.Measured(added[Loads / 2], added[0], added[^1]);
    }

    private static double AddedBy(string model, DataFit fit, int size, int threads)
    {
        ProcessMemory.ReturnFree();
        ProcessMemory.ResetPeak();
        var before = ProcessMemory.Now().Resident;
        using var session = OrtSession.Load(model, new() { Threads = threads });
        using var batch = Meter.BatchFor(session, model, fit, size);
        for (var i = 0; i < Runs; i++)
        {
            batch.Run();
        }

        return Math.Max(0, ProcessMemory.Now().Peak - before);
    }
}
