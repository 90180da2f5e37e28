using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Operators that take parts of a tensor or put a border around it: Split, Slice, Gather, Pad.</summary>
internal static class SelectionOperators
{
    private static readonly TorchOperator SplitWithSizes = new("aten::split_with_sizes");

    public static void Register(OperatorRegistry registry)
    {
        registry.Add("Split", Split);
        registry.Add("Slice", SliceKernel);
        registry.Add("Gather", Gather);
        registry.Add("Pad", Pad);
    }

    private static OperatorKernel Split(NodeContext node)
    {
        var sizesOf = node.IntsFrom("split", 1);
        var axis = node.Int("axis", 0);
        var parts = node.Node.Outputs.Count;
        return call =>
        {
            var sizes = sizesOf(call);
            if (sizes is null)
            {
                var whole = call[0].Shape[Places.Axis(axis, call[0].Rank)];
                var each = (whole + parts - 1) / parts;
                sizes = [.. Enumerable.Range(0, parts).Select(part => Math.Clamp(whole - (part * each), 0, each))];
            }

            var pieces = Torch.CallMany(SplitWithSizes, call[0], sizes, axis);
            for (var i = 1; i < pieces.Length; i++)
            {
                call.SetOutput(i, pieces[i]);
            }

            return pieces[0];
        };
    }

    /// <summary>libtorch steps forwards only: for a negative step the axis is flipped first.</summary>
    private static OperatorKernel SliceKernel(NodeContext node)
    {
        var (startsOf, endsOf) = (node.IntsFrom("starts", 1), node.IntsFrom("ends", 2));
        var (axesOf, stepsOf) = (node.IntsFrom("axes", 3), node.IntsFrom("steps", 4));
        return call =>
        {
            var (starts, ends, steps) = (startsOf(call)!, endsOf(call)!, stepsOf(call));
            var axes = axesOf(call) ?? [.. Enumerable.Range(0, starts.Length)];
            var x = Aten.AliasOf(call[0]);
            var shape = x.Shape;
            for (var i = 0; i < axes.Length; i++)
            {
                var axis = axes[i] < 0 ? axes[i] + shape.Length : axes[i];
                var size = shape[axis];
                var step = steps?[i] ?? 1;
                var start = Wrap(starts[i], size);
                var end = Wrap(ends[i], size);
                if (step > 0)
                {
                    var from = Math.Clamp(start, 0, size);
                    x = Torch.Call(Aten.Slice, x, axis, from, Math.Clamp(end, from, size), step);
                    continue;
                }

                var first = size - 1 - Math.Clamp(start, -1, size - 1);
                var last = size - 1 - Math.Clamp(end, -1, size - 1);
                x = Torch.Call(Aten.Slice, Torch.Call(Aten.Flip, x, new[] { axis }), axis, first, Math.Max(first, last), -step);
            }

            return x;
        };
    }

    private static long Wrap(long index, long size) => index < 0 ? Math.Max(index, -size - 1) + size : index;

    private static OperatorKernel Gather(NodeContext node)
    {
        var axis = node.Int("axis", 0);
        return call =>
        {
            var shape = call[0].Shape;
            var along = Places.Axis(axis, shape.Length);
            var indices = Aten.Cast(call[1], TorchType.Int64);
            var inside = Torch.Call(Aten.RemainderScalar, Torch.Call(Aten.Reshape, indices, new[] { -1L }), Math.Max(shape[along], 1));
            var rows = Torch.Call(Aten.IndexSelect, call[0], (long)along, inside);
            return Torch.Call(Aten.Reshape, rows, (long[])[.. shape[..along], .. indices.Shape, .. shape[(along + 1)..]]);
        };
    }

    /// <summary>Borders that repeat, mirror or wrap the tensor are a gather of rows along each axis.</summary>
    private static OperatorKernel Pad(NodeContext node)
    {
        var mode = node.Node.Text("mode", "constant");
        var padsOf = node.IntsFrom("pads", 1);
        var axesOf = node.IntsFrom("axes", 3);
        if (mode is not ("constant" or "reflect" or "edge" or "wrap"))
        {
            throw node.Unsupported($"mode '{mode}' is not known");
        }

        return call =>
        {
            var x = call[0];
            var rank = x.Rank;
            var pads = padsOf(call) ?? throw node.Unsupported("it has no pads");
            var axes = axesOf(call) ?? [.. Enumerable.Range(0, pads.Length / 2)];
            var (begins, ends) = (new long[rank], new long[rank]);
            for (var i = 0; i < axes.Length; i++)
            {
                var axis = axes[i] < 0 ? axes[i] + rank : axes[i];
                (begins[axis], ends[axis]) = (pads[i], pads[i + axes.Length]);
            }

            return mode == "constant" ? Aten.Pad(x, begins, ends, Filling(node, call)) : Border(x, begins, ends, mode);
        };
    }

    private static double Filling(NodeContext node, KernelCall call) => node.Opset < 11
        ? node.Float("value", 0)
        : call.Optional(2) is { } value && Tensor.CountOf(value.Shape) > 0 ? Aten.Cast(value, TorchType.Double).ToArray<double>()[0] : 0;

    private static TorchTensor Border(TorchTensor x, long[] begins, long[] ends, string mode)
    {
        var shape = x.Shape;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (begins[axis] == 0 && ends[axis] == 0)
            {
                continue;
            }

            var rows = new long[begins[axis] + shape[axis] + ends[axis]];
            for (var i = 0; i < rows.Length; i++)
            {
                var at = i - begins[axis];
                var last = shape[axis] - 1;
                rows[i] = mode switch
                {
                    "reflect" => Mirror(at, last),
                    "wrap" => ((at % shape[axis]) + shape[axis]) % shape[axis],
                    _ => Math.Clamp(at, 0, last),
                };
            }

            x = Torch.Call(Aten.IndexSelect, x, (long)axis, TorchTensor.From(rows, rows.Length));
        }

        return x;
    }

    private static long Mirror(long at, long last)
    {
        if (last == 0)
        {
            return 0;
        }

        var phase = Math.Abs(at) % (2 * last);
        return phase <= last ? phase : (2 * last) - phase;
    }
}
