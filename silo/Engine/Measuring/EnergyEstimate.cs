using System.Collections.Immutable;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring;

/// <summary>Energy and carbon by the study's stated model, marked as estimated.</summary>
public static class EnergyEstimate
{
    private const double JoulesPerKilowattHour = 3.6e6;
    private const double CountedInferences = 1e6;

    /// <summary>Energy of one inference = CPU time × watts of a core; CO2 of a million = their energy × grid intensity.</summary>
    /// <param name="cpuSeconds">Processor time of one inference, all threads together.</param>
    public static ImmutableSortedDictionary<Metric, Measurement> Of(double cpuSeconds, EnergyModel model)
    {
        var joules = cpuSeconds * model.WattsPerCore;
        return ImmutableSortedDictionary<Metric, Measurement>.Empty
            .Add(Metric.Energy, Measurement.Estimated(joules))
            .Add(Metric.Co2, Measurement.Estimated(joules * CountedInferences / JoulesPerKilowattHour * model.GridIntensity));
    }
}
