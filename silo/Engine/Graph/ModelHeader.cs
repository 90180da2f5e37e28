using System.Collections.Immutable;

namespace AutoCompress.Engine.Graph;

/// <summary>What an ONNX file says beside its graph.</summary>
/// <param name="Opsets">Domain to version; the default domain is the empty string.</param>
/// <param name="Metadata">Key and value pairs of the file, in its order.</param>
/// <param name="Functions">Model-local functions as they came, each a FunctionProto.</param>
public sealed record ModelHeader(
    long IrVersion,
    ImmutableSortedDictionary<string, long> Opsets,
    string ProducerName,
    string ProducerVersion,
    string Domain,
    long ModelVersion,
    string Documentation,
    ImmutableArray<KeyValuePair<string, string>> Metadata,
    ImmutableArray<ReadOnlyMemory<byte>> Functions)
{
    public static ModelHeader Default { get; } = new(
        8, ImmutableSortedDictionary<string, long>.Empty.WithComparers(StringComparer.Ordinal).Add("", 17), "autocompress", "", "", 0, "", [], []);

    /// <summary>The documentation string of the graph itself.</summary>
    public string GraphDocumentation { get; init; } = "";

    /// <summary>Quantization annotations as they came, each a TensorAnnotation; saved as long as their tensor exists.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> QuantizationAnnotations { get; init; } = [];

    public int Opset => (int)Opsets.GetValueOrDefault("", 0);
}
