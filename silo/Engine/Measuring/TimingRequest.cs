using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Measuring;

/// <summary>Models to time together, and how.</summary>
/// <param name="Models">Paths of ONNX files; the first is what the others are compared with.</param>
/// <param name="Split">The samples that they are fed.</param>
/// <param name="Fit">How the samples feed them.</param>
/// <param name="Seed">Of the runs' order.</param>
public sealed record TimingRequest(
    ImmutableArray<string> Models,
    DataSplit Split,
    DataFit Fit,
    Target Target,
    EnergyModel Energy,
    LatencyOptions Latency,
    ulong Seed);
