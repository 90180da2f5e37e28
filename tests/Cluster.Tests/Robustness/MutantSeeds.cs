using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Engine.Stages;
using AutoCompress.Engine.Tests.Exporters;
using AutoCompress.Engine.Tests.Families;
using AutoCompress.Spaces;
using Google.Protobuf;

namespace AutoCompress.Cluster.Tests.Robustness;

/// <summary>Sound models of every kind that mutants come from: families, quantized ones, and what exporters write (control flow, sequences, other domains…).</summary>
internal static class MutantSeeds
{
    private static readonly string[] ToQuantize = ["resnet-17", "mobilenet-v2-17", "vit-17", "gru-17"];

    public static (string Name, byte[] Bytes)[] All { get; } =
    [
        .. Family.Names.Select(name => (name, File.ReadAllBytes(Family.PathOf(name)))),
        .. ToQuantize.Select(name => (name + " in int8", Quantized(name, Precision.Int8))),
        ("resnet-17 in fp16", Quantized("resnet-17", Precision.Fp16)),
        ("bert-17 in weight-int8", Quantized("bert-17", Precision.WeightInt8)),
        ("bert-17 in dynamic-int8", Quantized("bert-17", Precision.DynamicInt8)),
        .. ExporterMess.Cases.Keys.Select(name => ("exporter: " + name, ExporterMess.Model(name).ToByteArray())),
    ];

    private static byte[] Quantized(string name, Precision precision)
    {
        var graph = PreparedModel.Load(Family.PathOf(name));
        var exported = Quantizer.Export(graph, precision, CalibrationMethod.MinMax, [Family.Inputs(graph, 2)], WeightBits.Full, CancellationToken.None);
        return OnnxFile.Serialize(exported);
    }
}
