using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Tests.Graph;

/// <summary>However a graph is edited, its links stay whole.</summary>
public sealed class GraphEditingTests
{
    [Fact]
    public void RandomEdits_OfManyGraphs_KeepTheInvariants()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var graph = Start();
            for (var step = 0; step < 40; step++)
            {
                Edit(graph, random);
                graph.SortNodes();
                GraphInvariants.Check(graph);
            }

            Assert.Equal(["x"], graph.Inputs.Select(input => input.Name));
            Assert.Equal(["y", "z"], graph.Outputs.Select(output => output.Name));
            var clone = graph.Clone();
            GraphInvariants.Check(clone);
            Assert.Equal(OnnxFile.Serialize(graph), OnnxFile.Serialize(clone));
            GraphInvariants.Check(new DeadCodeElimination().Apply(graph).Graph);
            GraphInvariants.Check(OnnxFile.Parse(OnnxFile.Serialize(graph, SaveOptions.Export)));
        }
    }

    [Fact]
    public void Clone_Edited_LeavesTheOriginalAlone()
    {
        var graph = SmallGraphs.ConvRelu();
        var bytes = OnnxFile.Serialize(graph);
        var clone = graph.Clone();

        ModelGraph.SetConstant(clone["conv.weight"], SmallGraphs.Floats(9, 1, 2, 3, 3));
        clone.Nodes[0].Attributes["group"] = new AttributeValue.Int(2);
        clone.ReplaceOutput(0, clone["conv.out"]);

        Assert.Equal(bytes, OnnxFile.Serialize(graph));
        Assert.Same(graph["conv.weight"].Constant, graph.Clone()["conv.weight"].Constant);
    }

    [Fact]
    public void Remove_NodeThatIsRead_Throws()
    {
        var graph = SmallGraphs.ConvRelu();

        Assert.Throws<InvalidOperationException>(() => graph.Remove(graph.Nodes[0]));
        Assert.Throws<InvalidOperationException>(() => graph.Remove(graph.Nodes[1]));
        GraphInvariants.Check(graph);
    }

    [Fact]
    public void ReplaceOutput_ByAnInput_CarriesItByAnIdentity()
    {
        var graph = Start();

        graph.ReplaceOutput(0, graph["x"]);

        Assert.Equal("y", graph.Outputs[0].Name);
        Assert.Equal("Identity", graph.Outputs[0].Producer!.OpType);
        GraphInvariants.Check(graph);
    }

    [Fact]
    public void SortNodes_OnACycle_NamesIt()
    {
        var graph = Start();
        ModelGraph.SetInput(graph["y"].Producer!, 0, graph["z"]);

        Assert.Contains("cycle", Assert.Throws<InvalidOperationException>(graph.SortNodes).Message, StringComparison.Ordinal);
    }

    private static ModelGraph Start()
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Of(2)]);
        graph.AddOutput(graph.AddNode("Relu", "relu", [x], "y").Output);
        graph.AddOutput(graph.AddNode("Abs", "abs", [graph["y"]], "z").Output);
        return graph;
    }

    private static void Edit(ModelGraph graph, Random random)
    {
        var values = graph.Values.ToList();
        var value = values[random.Next(values.Count)];
        switch (random.Next(8))
        {
            case 0:
                graph.AddConstant("k", Tensor.Of([random.NextSingle(), 1f], 2));
                break;
            case 1:
                graph.AddNode("Add", "add", [value, values[random.Next(values.Count)]], "sum");
                break;
            case 2:
                graph.InsertNode(random.Next(graph.Nodes.Count + 1), "Clip", "clip", [value, null, values[random.Next(values.Count)]], ["", "c"]);
                break;
            case 3 when graph.Nodes.FirstOrDefault(node => !node.Outputs.Any(o => o?.IsRead() == true)) is { } dead:
                graph.Remove(dead);
                break;
            case 4 when graph.Constants.FirstOrDefault(constant => !constant.IsRead()) is { } unread:
                graph.RemoveConstant(unread);
                break;
            case 5:
                // Only earlier values, so that no cycle comes about.
                var later = values[random.Next(values.Count)];
                if (later.Producer is { } producer && !Reaches(producer, value) && later != value)
                {
                    graph.ReplaceUses(later, value);
                }

                break;
            case 6 when graph.Nodes.Count > 0:
                var node = graph.Nodes[random.Next(graph.Nodes.Count)];
                if (!Reaches(node, value))
                {
                    ModelGraph.SetInput(node, random.Next(3), random.Next(4) == 0 && node.Inputs.Count > 1 ? null : value);
                }

                break;
            case 7 when value is { IsInput: false, IsOutput: false }:
                graph.Rename(value, graph.UniqueName("renamed"));
                break;
        }
    }

    /// <summary>Whether <paramref name="value"/> depends on <paramref name="node"/>.</summary>
    private static bool Reaches(GraphNode node, GraphValue value)
    {
        var todo = new Stack<GraphValue>([value]);
        var seen = new HashSet<GraphValue>();
        while (todo.TryPop(out var next))
        {
            if (next.Producer == node)
            {
                return true;
            }

            foreach (var input in next.Producer?.Inputs.OfType<GraphValue>().Where(seen.Add) ?? [])
            {
                todo.Push(input);
            }
        }

        return false;
    }
}
