using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace AutoCompress.Engine.Graph;

/// <summary>The mutable graph that every pass works on. Values know producer and consumers; nodes stand in execution order.</summary>
public sealed class ModelGraph
{
    private readonly Dictionary<string, GraphValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphNode> _nodesByName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reserved = new(StringComparer.Ordinal);
    private readonly List<GraphNode> _nodes = [];
    private readonly List<GraphValue> _inputs = [];
    private readonly List<GraphValue> _outputs = [];

    public string Name { get; set; } = "";

    /// <summary>Everything of the file beside the graph (versions, producer, metadata, local functions), kept from load to save.</summary>
    public ModelHeader Header { get; set; } = ModelHeader.Default;

    /// <summary>Version of the default operator set.</summary>
    public int Opset => Header.Opset;

    /// <summary>In execution order: a node stands after all that it reads.</summary>
    public IReadOnlyList<GraphNode> Nodes => _nodes;

    public IReadOnlyList<GraphValue> Inputs => _inputs;

    public IReadOnlyList<GraphValue> Outputs => _outputs;

    public IEnumerable<GraphValue> Values => _values.Values;

    public IEnumerable<GraphValue> Constants => _values.Values.Where(value => value.IsConstant);

    /// <summary>Names that values inside subgraphs have; no value of this graph gets one of them.</summary>
    public IEnumerable<string> ReservedNames => _reserved;

    public GraphValue this[string name] => _values.TryGetValue(name, out var value)
        ? value
        : throw new KeyNotFoundException($"The graph has no value '{name}'.");

    public bool TryGetValue(string name, [NotNullWhen(true)] out GraphValue? value) => _values.TryGetValue(name, out value);

    public bool TryGetNode(string name, [NotNullWhen(true)] out GraphNode? node) => _nodesByName.TryGetValue(name, out node);

    public GraphValue AddInput(string name, ElementType type, ImmutableArray<Dim>? shape)
    {
        var value = NewValue(name);
        (value.Type, value.Shape, value.IsInput) = (type, shape, true);
        _inputs.Add(value);
        return value;
    }

    /// <summary>Adds an initializer; the name is made unique when it is taken.</summary>
    public GraphValue AddConstant(string name, Tensor tensor)
    {
        return AddConstantAs(UniqueName(name), tensor);
    }

    /// <summary>A deep copy that can be edited without touching this one; tensors are immutable and shared.</summary>
    public ModelGraph Clone() => GraphCopy.Of(this);

    /// <summary>Replaces the data of a constant; shape and type may change.</summary>
    public static void SetConstant(GraphValue value, Tensor tensor)
    {
        if (value.Producer is not null)
        {
            throw new InvalidOperationException($"'{value.Name}' is computed by {value.Producer}, so it cannot hold data.");
        }

        value.Constant = tensor;
        value.Type = tensor.Type;
        value.Shape = [.. tensor.Shape.ToArray().Select(Dim.Of)];
    }

    public void AddOutput(GraphValue value)
    {
        value.IsOutput = true;
        _outputs.Add(value);
    }

    /// <summary>
    /// Lets output <paramref name="index"/> of the model be <paramref name="value"/>. The output keeps its name: the value takes it over, or
    /// an Identity carries it where the value's own name is bound (an input, another output, read in a subgraph).
    /// </summary>
    /// <exception cref="InvalidOperationException">The output is an input of the model, or a subgraph reads it by name.</exception>
    public void ReplaceOutput(int index, GraphValue value)
    {
        var old = _outputs[index];
        if (old == value)
        {
            return;
        }

        if (old.IsInput || old.IsCaptured)
        {
            throw new InvalidOperationException($"The name of output '{old.Name}' is bound, so another value cannot take its place.");
        }

        var name = old.Name;
        Rename(old, UniqueName(name + "_before"));
        if (value.IsInput || value.IsOutput || value.IsCaptured)
        {
            var source = value;
            value = AddNode("Identity", name, [source], name).Output;
            (value.Type, value.Shape) = (source.Type, source.Shape);
        }
        else
        {
            Rename(value, name);
        }

        (old.IsOutput, value.IsOutput) = (false, true);
        _outputs[index] = value;
    }

    /// <summary>Appends a node whose outputs are new values; see <see cref="InsertNode"/>.</summary>
    public GraphNode AddNode(string opType, string name, IEnumerable<GraphValue?> inputs, params IEnumerable<string> outputs) =>
        InsertNode(_nodes.Count, opType, name, inputs, outputs);

    /// <summary>Inserts a node at <paramref name="index"/> of the execution order.</summary>
    /// <param name="name">Made unique when it is taken.</param>
    /// <param name="outputs">Names of the outputs, made unique; an empty one is an output left out.</param>
    /// <param name="domain">Empty for the default ONNX domain.</param>
    public GraphNode InsertNode(
        int index, string opType, string name, IEnumerable<GraphValue?> inputs, IEnumerable<string> outputs, string domain = "")
    {
        var node = new GraphNode(UniqueNodeName(name.Length == 0 ? opType : name), opType, domain);
        _nodesByName.Add(node.Name, node);
        foreach (var input in inputs)
        {
            node.InputList.Add(input);
            input?.UseList.Add(new(node, node.InputList.Count - 1));
        }

        foreach (var output in outputs)
        {
            var value = output.Length == 0 ? null : NewValue(UniqueName(output));
            value?.Producer = node;
            node.OutputList.Add(value);
        }

        _nodes.Insert(index, node);
        return node;
    }

    public int IndexOf(GraphNode node) => _nodes.IndexOf(node);

    /// <summary>Points input <paramref name="slot"/> of <paramref name="node"/> at <paramref name="value"/>; missing slots before it become empty.</summary>
    public static void SetInput(GraphNode node, int slot, GraphValue? value)
    {
        while (node.InputList.Count <= slot)
        {
            node.InputList.Add(null);
        }

        node.InputList[slot]?.UseList.Remove(new(node, slot));
        node.InputList[slot] = value;
        value?.UseList.Add(new(node, slot));
        while (node.InputList.Count > 0 && node.InputList[^1] is null)
        {
            node.InputList.RemoveAt(node.InputList.Count - 1);
        }
    }

    /// <summary>Records that a subgraph of <paramref name="node"/> reads <paramref name="value"/> by name.</summary>
    public static void AddCapture(GraphNode node, GraphValue value)
    {
        node.CaptureList.Add(value);
        value.UseList.Add(new(node, -1));
    }

    /// <summary>Lets every reader of <paramref name="old"/> read <paramref name="replacement"/>; model outputs are kept by name. Captured values cannot be replaced.</summary>
    public void ReplaceUses(GraphValue old, GraphValue replacement)
    {
        foreach (var use in old.UseList.Where(use => use.Slot >= 0 && use.Node != replacement.Producer).ToList())
        {
            SetInput(use.Node, use.Slot, replacement);
        }

        for (var i = 0; i < _outputs.Count; i++)
        {
            if (_outputs[i] == old)
            {
                ReplaceOutput(i, replacement);
            }
        }
    }

    /// <summary>Removes a node and its outputs.</summary>
    /// <exception cref="InvalidOperationException">An output is still read.</exception>
    public void Remove(GraphNode node)
    {
        if (node.OutputList.Find(o => o is { UseList.Count: > 0 } or { IsOutput: true }) is { } read)
        {
            throw new InvalidOperationException($"{node} cannot be removed: '{read.Name}' is still read.");
        }

        for (var slot = 0; slot < node.InputList.Count; slot++)
        {
            node.InputList[slot]?.UseList.Remove(new(node, slot));
        }

        node.CaptureList.ForEach(value => value.UseList.Remove(new(node, -1)));
        node.OutputList.ForEach(value => _ = value is not null && _values.Remove(value.Name));
        _nodes.Remove(node);
        _nodesByName.Remove(node.Name);
    }

    /// <summary>Removes a constant that nothing reads.</summary>
    public void RemoveConstant(GraphValue value)
    {
        if (!value.IsConstant || value.UseList.Count > 0 || value.IsOutput)
        {
            throw new InvalidOperationException($"'{value.Name}' is no unread constant.");
        }

        _inputs.Remove(value);
        _values.Remove(value.Name);
    }

    public void Rename(GraphValue value, string name)
    {
        if (value.UseList.Exists(use => use.Slot < 0))
        {
            throw new InvalidOperationException($"'{value.Name}' is read by name in a subgraph.");
        }

        _values.Remove(value.Name);
        value.Name = name;
        _values.Add(name, value);
    }

    /// <summary>A value name that is not taken: <paramref name="wish"/>, or it with the first free number.</summary>
    public string UniqueName(string wish) => Unique(wish, name => _values.ContainsKey(name) || _reserved.Contains(name));

    /// <summary>Sorts the nodes so that each stands after all that it reads; nodes that are in order keep their order.</summary>
    /// <exception cref="InvalidOperationException">The graph has a cycle; the message names a node on it.</exception>
    public void SortNodes()
    {
        var sorted = TopologicalOrder.Of(_nodes);
        _nodes.Clear();
        _nodes.AddRange(sorted);
    }

    /// <summary>Other outputs under their own names.</summary>
    internal void SetOutputs(IEnumerable<GraphValue> outputs)
    {
        _outputs.ForEach(old => old.IsOutput = false);
        _outputs.Clear();
        foreach (var output in outputs)
        {
            AddOutput(output);
        }
    }

    /// <summary>Forgets the data of a constant: callers feed it from now on.</summary>
    internal void TurnIntoInput(GraphValue constant)
    {
        constant.Constant = null;
        if (!constant.IsInput)
        {
            constant.IsInput = true;
            _inputs.Add(constant);
        }
    }

    internal void Reserve(string name) => _reserved.Add(name);

    internal GraphValue AddConstantAs(string name, Tensor tensor)
    {
        var value = NewValue(name);
        SetConstant(value, tensor);
        return value;
    }

    /// <summary>Appends a node named and linked (by value names) like <paramref name="other"/>, a node of another graph.</summary>
    internal GraphNode AddNodeAs(GraphNode other)
    {
        var node = new GraphNode(other.Name, other.OpType, other.Domain);
        _nodesByName.Add(node.Name, node);
        _nodes.Add(node);
        foreach (var output in other.OutputList)
        {
            var value = output is null ? null : NewValue(output.Name);
            value?.Producer = node;
            node.OutputList.Add(value);
        }

        foreach (var input in other.InputList)
        {
            var value = input is null ? null : this[input.Name];
            node.InputList.Add(value);
            value?.UseList.Add(new(node, node.InputList.Count - 1));
        }

        return node;
    }

    private GraphValue NewValue(string name)
    {
        var value = new GraphValue(name);
        _values.Add(name, value);
        return value;
    }

    private string UniqueNodeName(string wish) => Unique(wish, _nodesByName.ContainsKey);

    private static string Unique(string wish, Func<string, bool> taken)
    {
        var name = wish;
        for (var i = 1; taken(name); i++)
        {
            name = $"{wish}_{i}";
        }

        return name;
    }
}
