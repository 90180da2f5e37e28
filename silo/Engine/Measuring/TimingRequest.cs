using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Measuring;

/// <summary>Models to time together, and how.</summary>
/// <param name="Models">Paths of ONNX files; the first is what the others are compared with.</param>
/// <param name="Split">The samples that they are fed.</param>
/// <param name="SampleShape">One sample as the models take it, from <see cref="DataFit"/>.</param>
/// <param name="Seed">Of the runs' order.</param>
public sealed record TimingRequest(
    ImmutableArray<string> Models,
    DataSplit Split,
    Normalisation Normalisation,
    ImmutableArray<long> SampleShape,
    Target Target,
    EnergyModel Energy,
    LatencyOptions Latency,
    ulong Seed);
