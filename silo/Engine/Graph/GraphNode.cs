using System.Collections.Immutable;

namespace AutoCompress.Engine.Graph;

/// <summary>One operator call. Only the graph changes its links.</summary>
public sealed class GraphNode
{
    internal readonly List<GraphValue?> InputList = [];
    internal readonly List<GraphValue?> OutputList = [];
    internal readonly List<GraphValue> CaptureList = [];

    internal GraphNode(string name, string opType, string domain) => (Name, OpType, Domain) = (name, opType, domain);

    /// <summary>Unique in the graph; made up from the first output where the file gives none.</summary>
    public string Name { get; }

    public string OpType { get; internal set; }

    /// <summary>Empty for the default ONNX domain.</summary>
    public string Domain { get; }

    /// <summary>Null where an optional input is left out.</summary>
    public IReadOnlyList<GraphValue?> Inputs => InputList;

    /// <summary>Null where an optional output is left out.</summary>
    public IReadOnlyList<GraphValue?> Outputs => OutputList;

    /// <summary>Values of this graph that the node's subgraphs read by name.</summary>
    public IReadOnlyList<GraphValue> Captures => CaptureList;

    public SortedDictionary<string, AttributeValue> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>The documentation string of the file, kept as it came.</summary>
    public string Documentation { get; internal set; } = "";

    /// <summary>Fields of the NodeProto that are newer than our schema, as they came.</summary>
    internal ReadOnlyMemory<byte> Extra { get; set; }

    /// <summary>The node's only output.</summary>
    public GraphValue Output => OutputList.Count(o => o is not null) == 1
        ? OutputList.First(o => o is not null)!
        : throw new InvalidOperationException($"{this} has {OutputList.Count} outputs.");

    /// <summary>Input <paramref name="slot"/>, or null when the node has none there.</summary>
    public GraphValue? Input(int slot) => slot < InputList.Count ? InputList[slot] : null;

    /// <summary>Whether the node is <paramref name="opType"/> of the default domain.</summary>
    public bool Is(string opType) => OpType == opType && Domain.Length == 0;

    public long Int(string attribute, long otherwise) => Attributes.GetValueOrDefault(attribute) is AttributeValue.Int a ? a.Value : otherwise;

    public float Float(string attribute, float otherwise) =>
        Attributes.GetValueOrDefault(attribute) is AttributeValue.Float a ? a.Value : otherwise;

    public string Text(string attribute, string otherwise) =>
        Attributes.GetValueOrDefault(attribute) is AttributeValue.Text a ? a.Value : otherwise;

    /// <summary>An integer list; default (IsDefault) when the attribute is absent.</summary>
    public ImmutableArray<long> Ints(string attribute) =>
        Attributes.GetValueOrDefault(attribute) is AttributeValue.Ints a ? a.Values : default;

    /// <inheritdoc/>
    public override string ToString() => $"{(Domain.Length == 0 ? "" : Domain + ".")}{OpType} '{Name}'";
}
