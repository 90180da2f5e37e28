using System.Diagnostics.Metrics;

namespace AutoCompress.Host.Silos;

/// <summary>The instruments of the silo.</summary>
internal sealed class SiloMetrics : IDisposable
{
    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<int> _running;

    public SiloMetrics()
    {
        _duration = _meter.CreateHistogram<double>("autocompress.step.duration", "s", "Time of a step from its claim to its end.");
        _running = _meter.CreateUpDownCounter<int>("autocompress.step.running", "{step}", "Steps that run now.");
    }

    /// <summary>What a listener subscribes to.</summary>
    public static string Name => "AutoCompress.Silo";

    public void StepStarted() => _running.Add(1);

    /// <param name="outcome">"succeeded", "handed back", "lost" or a failure's cause.</param>
    public void StepEnded(string stage, string outcome, TimeSpan time)
    {
        _running.Add(-1);
        _duration.Record(time.TotalSeconds, new("stage", stage), new("outcome", outcome));
    }

    public void Dispose() => _meter.Dispose();
}
