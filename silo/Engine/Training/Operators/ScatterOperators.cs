using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Reading and writing at places that a tensor names.</summary>
internal static class ScatterOperators
{
    private static readonly TorchOperator Scatter = new("aten::scatter", "src");
    private static readonly TorchOperator ScatterAdd = new("aten::scatter_add");
    private static readonly TorchOperator ScatterReduce = new("aten::scatter_reduce", "two");

    public static void Register(OperatorRegistry registry)
    {
        registry.Add("GatherElements", GatherElements);
        registry.Add("GatherND", GatherND);
        registry.Add("Scatter", ScatterElements);
        registry.Add("ScatterElements", ScatterElements);
        registry.Add("ScatterND", ScatterND);
        registry.Add("ReverseSequence", ReverseSequence);
    }

    private static OperatorKernel GatherElements(NodeContext node)
    {
        var axis = node.Int("axis", 0);
        return call => Torch.Call(Aten.GatherAxis, call[0], axis, Inside(call[1], call[0].Shape[Places.Axis(axis, call[0].Rank)]));
    }

    private static OperatorKernel ScatterElements(NodeContext node)
    {
        var axis = node.Int("axis", 0);
        var write = Writer(node);
        return call => call[0].Rank == 0
            ? throw node.Unsupported("it scatters into a scalar")
            : write(call[0], axis, Inside(call[1], call[0].Shape[Places.Axis(axis, call[0].Rank)]), call[2]);
    }

    /// <summary>The leading axes become one, and so does what is gathered: then it is a gather of rows.</summary>
    private static OperatorKernel GatherND(NodeContext node)
    {
        var batchAxes = (int)node.Int("batch_dims", 0);
        return call =>
        {
            var (shape, places) = (call[0].Shape, call[1].Shape);
            var depth = (int)places[^1];
            var rest = shape[(batchAxes + depth)..];
            var batch = Tensor.CountOf(shape.AsSpan(0, batchAxes));
            var (rows, width) = (Tensor.CountOf(shape.AsSpan(batchAxes, depth)), Tensor.CountOf(rest));
            var found = Tensor.CountOf(places.AsSpan(batchAxes, places.Length - batchAxes - 1));
            var flat = Torch.Call(Aten.Reshape, call[0], new[] { batch, rows, width });
            var index = Torch.Call(Aten.Reshape, Row(call[1], shape[batchAxes..(batchAxes + depth)]), new[] { batch, found, 1 });
            var picked = Torch.Call(Aten.GatherAxis, flat, 1, Torch.Call(Aten.Expand, index, new[] { batch, found, width }));
            return Torch.Call(Aten.Reshape, picked, (long[])[.. places[..^1], .. rest]);
        };
    }

    private static OperatorKernel ScatterND(NodeContext node)
    {
        var write = Writer(node);
        return call =>
        {
            var (shape, places) = (call[0].Shape, call[1].Shape);
            var depth = (int)places[^1];
            var (rows, width) = (Tensor.CountOf(shape.AsSpan(0, depth)), Tensor.CountOf(shape.AsSpan(depth)));
            var written = Tensor.CountOf(places.AsSpan(0, places.Length - 1));
            var flat = Torch.Call(Aten.Reshape, call[0], new[] { rows, width });
            var index = Torch.Call(Aten.Reshape, Row(call[1], shape[..depth]), new[] { written, 1 });
            var updates = Torch.Call(Aten.Reshape, call[2], new[] { written, width });
            var y = write(flat, 0, Torch.Call(Aten.Expand, index, new[] { written, width }), updates);
            return Torch.Call(Aten.Reshape, y, shape);
        };
    }

    private static Func<TorchTensor, long, TorchTensor, TorchTensor, TorchTensor> Writer(NodeContext node) => node.Node.Text("reduction", "none") switch
    {
        "none" => (x, axis, index, updates) => Torch.Call(Scatter, x, axis, index, updates),
        "add" => (x, axis, index, updates) => Torch.Call(ScatterAdd, x, axis, index, updates),
        "mul" => Reduced("prod"),
        "max" => Reduced("amax"),
        "min" => Reduced("amin"),
        var other => throw node.Unsupported($"reduction '{other}' is not known"),
    };

    private static Func<TorchTensor, long, TorchTensor, TorchTensor, TorchTensor> Reduced(string reduction) =>
        (x, axis, index, updates) => Torch.Call(ScatterReduce, x, axis, index, updates, reduction, true);

    private static OperatorKernel ReverseSequence(NodeContext node)
    {
        var (batchAxis, timeAxis) = (node.Int("batch_axis", 1), node.Int("time_axis", 0));
        if (batchAxis + timeAxis != 1)
        {
            throw node.Unsupported($"its axes of time and batch are {timeAxis} and {batchAxis}, not the first two");
        }

        return call =>
        {
            var shape = call[0].Shape;
            var (times, batch) = (shape[(int)timeAxis], shape[(int)batchAxis]);
            var lengths = call.Longs(1);
            var index = new long[times * batch];
            for (var t = 0L; t < times; t++)
            {
                for (var b = 0L; b < batch; b++)
                {
                    index[timeAxis == 0 ? (t * batch) + b : (b * times) + t] = t < lengths[b] ? lengths[b] - 1 - t : t;
                }
            }

            long[] columns = [shape[0], shape[1], .. Enumerable.Repeat(1L, shape.Length - 2)];
            return Torch.Call(Aten.GatherAxis, call[0], timeAxis, Torch.Call(Aten.Expand, TorchTensor.From(index, columns), shape));
        };
    }

    /// <summary>The row that each tuple of indices means in a tensor whose leading axes are one.</summary>
    private static TorchTensor Row(TorchTensor indices, long[] sizes)
    {
        var wide = Aten.Cast(indices, TorchType.Int64);
        var row = Torch.Call(Aten.Zeros, wide.Shape[..^1], (long)TorchType.Int64);
        for (var i = 0; i < sizes.Length; i++)
        {
            var column = Inside(Torch.Call(Aten.Select, wide, -1, i), sizes[i]);
            row = Torch.Call(Aten.Add, Torch.Call(Aten.MulScalar, row, sizes[i]), column);
        }

        return row;
    }

    /// <summary>Negative indices count from the end.</summary>
    private static TorchTensor Inside(TorchTensor indices, long size) =>
        Torch.Call(Aten.RemainderScalar, Aten.Cast(indices, TorchType.Int64), Math.Max(size, 1));
}
