using System.Collections.Immutable;

namespace AutoCompress.Engine.Graph;

/// <summary>A named tensor of a <see cref="ModelGraph"/>: an input, a constant or a node's output. Only the graph changes its links.</summary>
public sealed class GraphValue
{
    internal readonly List<ValueUse> UseList = [];

    internal GraphValue(string name) => Name = name;

    /// <summary>Unique in the graph.</summary>
    public string Name { get; internal set; }

    public ElementType Type { get; set; }

    /// <summary>Null while unknown; default (an empty array) is a scalar.</summary>
    public ImmutableArray<Dim>? Shape { get; set; }

    /// <summary>The data of an initializer; null for everything that is computed or fed.</summary>
    public Tensor? Constant { get; internal set; }

    /// <summary>The node that computes it; null for inputs and constants.</summary>
    public GraphNode? Producer { get; internal set; }

    public bool IsInput { get; internal set; }

    public bool IsOutput { get; internal set; }

    /// <summary>Who reads it, one entry for each input slot; a subgraph that captures the value counts with slot −1.</summary>
    public IReadOnlyList<ValueUse> Uses => UseList;

    /// <summary>The TypeProto of a value that is no tensor (a sequence, a map, an optional); null for tensors.</summary>
    public ReadOnlyMemory<byte>? OpaqueType { get; internal set; }

    /// <summary>Whether a subgraph reads it by name, so that it can neither be renamed nor replaced.</summary>
    public bool IsCaptured => UseList.Exists(use => use.Slot < 0);

    public bool IsConstant => Constant is not null;

    /// <summary>The size of axis <paramref name="axis"/> (negative counts from the end), or null while it is not known.</summary>
    public long? Size(int axis) => Shape is { } shape && axis < shape.Length && axis >= -shape.Length
        ? shape[axis < 0 ? axis + shape.Length : axis].Size
        : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Type}[{(Shape is { } shape ? string.Join(',', shape) : "?")}]";
}
