using System.Collections.Immutable;
using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

internal static class HeaderReader
{
    /// <summary>The first IR version whose initializers need not be inputs as well; older files are raised to it.</summary>
    private const long FirstWithPlainInitializers = 4;

    public static ModelHeader Read(ModelProto model)
    {
        var opsets = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (var opset in model.OpsetImport)
        {
            opsets[Domain(opset.Domain)] = opset.Version;
        }

        if (opsets.Count == 0)
        {
            // Files before IR 3 had no opsets: the first one is meant.
            opsets[""] = 1;
        }

        return new(
            Math.Max(model.IrVersion, FirstWithPlainInitializers), opsets.ToImmutable(), model.ProducerName, model.ProducerVersion, model.Domain,
            model.ModelVersion, model.DocString, [.. model.MetadataProps.Select(entry => KeyValuePair.Create(entry.Key, entry.Value))],
            [.. model.Functions.Select(Bytes)])
        {
            GraphDocumentation = model.Graph.DocString,
            QuantizationAnnotations = [.. model.Graph.QuantizationAnnotation.Select(Bytes)],
        };
    }

    /// <summary>"ai.onnx" is the long name of the default domain.</summary>
    public static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;

    private static ReadOnlyMemory<byte> Bytes(IMessage message) => message.ToByteArray();
}
