using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Operators that move data without computing, and those that deal in shapes and types.</summary>
internal static class ShapeOperators
{
    private static readonly TorchOperator Squeeze = new("aten::squeeze", "dim");
    private static readonly TorchOperator Unsqueeze = new("aten::unsqueeze");
    private static readonly TorchOperator Cat = new("aten::cat");
    private static readonly TorchOperator Tile = new("aten::tile");
    private static readonly TorchOperator Dropout = new("aten::native_dropout");
    private static readonly TorchOperator OnesLike = new("aten::ones_like");
    private static readonly TorchOperator Arange = new("aten::arange", "start_step");
    private static readonly TorchOperator PixelShuffle = new("aten::pixel_shuffle");

    public static void Register(OperatorRegistry registry)
    {
        registry.Add("Identity", _ => call => Aten.AliasOf(call[0]), passesWeights: true);
        registry.Add("Constant", Constant, trains: false);
        registry.Add("ConstantOfShape", ConstantOfShape, trains: false);
        registry.Add("Dropout", DropoutKernel);
        registry.Add("Flatten", Flatten);
        registry.Add("Reshape", ReshapeKernel, passesWeights: true);
        registry.Add("Transpose", TransposeKernel, passesWeights: true);
        registry.Add("Squeeze", SqueezeKernel, passesWeights: true);
        registry.Add("Unsqueeze", UnsqueezeKernel, passesWeights: true);
        registry.Add("Concat", Concat);
        registry.Add("Shape", ShapeKernel, trains: false);
        registry.Add("Size", _ => call => TorchTensor.From([Tensor.CountOf(call[0].Shape)], []), trains: false);
        registry.Add("Cast", CastKernel);
        registry.Add("CastLike", _ => call => Aten.Cast(call[0], call[1].Type));
        registry.Add("Expand", _ => ExpandKernel);
        registry.Add("Tile", _ => call => Torch.Call(Tile, call[0], call.Longs(1)));
        registry.Add("Range", _ => RangeKernel, trains: false);
        registry.Add("DepthToSpace", DepthToSpace);
        registry.Add("SpaceToDepth", node => With(node.Int("blocksize", 1), (call, block) => SpaceToDepth(call[0], block)));
    }

    private static OperatorKernel With<T>(T value, Func<KernelCall, T, TorchTensor> run) => call => run(call, value);

    private static OperatorKernel Constant(NodeContext node)
    {
        var tensor = NodeContext.ConstantOf(node.Node.Output) ?? node.Node.Attributes.Values.FirstOrDefault() switch
        {
            AttributeValue.Int value => Tensor.Of([value.Value], []),
            AttributeValue.Float value => Tensor.Of([value.Value], []),
            AttributeValue.Ints value => Tensor.Of(value.Values.ToArray(), value.Values.Length),
            AttributeValue.Floats value => Tensor.Of(value.Values.ToArray(), value.Values.Length),
            _ => throw node.Unsupported("its value is neither a tensor nor numbers"),
        };
        return tensor.Type.ToTorch() is null
            ? throw node.Unsupported($"libtorch has no type {tensor.Type}")
            : _ => tensor.ToTorch()!;
    }

    private static OperatorKernel ConstantOfShape(NodeContext node)
    {
        var value = node.Node.Attributes.GetValueOrDefault("value") is AttributeValue.Constant c ? c.Value : Tensor.Of([0f], 1);
        var type = value.Type.ToTorch() ?? throw node.Unsupported($"libtorch has no type {value.Type}");
        return call =>
        {
            var one = Torch.Call(Aten.Reshape, value.ToTorch()!, Array.Empty<long>());
            return Torch.Call(Aten.Add, Torch.Call(Aten.Zeros, call.Longs(0), (long)type), one);
        };
    }

    /// <summary>Drops while training, or whenever it was exported in training mode; its draws follow the seed of the pass.</summary>
    private static OperatorKernel DropoutKernel(NodeContext node)
    {
        var fixedRatio = node.Opset < 12 ? node.Float("ratio", 0.5f) : (double?)null;
        var maskIsBool = node.Opset >= 10;
        return call =>
        {
            var x = call[0];
            var maskType = maskIsBool ? TorchType.Bool : x.Type;
            var drops = call.Training || (call.Optional(2) is { } mode && mode.ToArray<bool>()[0]);
            var ratio = !drops ? 0 : fixedRatio ?? (call.Optional(1) is { } given ? Aten.Cast(given, TorchType.Double).ToArray<double>()[0] : 0.5);
            if (ratio == 0)
            {
                call.SetOutput(1, Torch.Call(OnesLike, x, (long)maskType));
                return Aten.AliasOf(x);
            }

            Torch.Seed(call.NextSeed());
            var dropped = Torch.CallMany(Dropout, x, ratio, true);
            call.SetOutput(1, Aten.Cast(dropped[1], maskType));
            return dropped[0];
        };
    }

    private static OperatorKernel Flatten(NodeContext node)
    {
        var axis = (int)node.Int("axis", 1);
        return call =>
        {
            var shape = call[0].Shape;
            var first = Places.Axis(axis, shape.Length);
            return Torch.Call(Aten.Reshape, call[0], new[] { Tensor.CountOf(shape.AsSpan(0, first)), Tensor.CountOf(shape.AsSpan(first)) });
        };
    }

    private static OperatorKernel ReshapeKernel(NodeContext node)
    {
        var shapeOf = node.IntsFrom("shape", 1);
        var zeroIsCopy = node.Int("allowzero", 0) == 0;
        return call =>
        {
            var shape = shapeOf(call) ?? throw node.Unsupported("it has no shape");
            if (zeroIsCopy && shape.Contains(0))
            {
                var old = call[0].Shape;
                shape = [.. shape.Select((size, axis) => size == 0 ? old[axis] : size)];
            }

            return Torch.Call(Aten.Reshape, call[0], shape);
        };
    }

    private static OperatorKernel TransposeKernel(NodeContext node)
    {
        var order = node.Ints("perm");
        return call => Torch.Call(Aten.Permute, call[0], order ?? [.. Enumerable.Range(0, call[0].Rank).Reverse()]);
    }

    private static OperatorKernel SqueezeKernel(NodeContext node)
    {
        var axesOf = node.IntsFrom("axes", 1);
        return call =>
        {
            var shape = call[0].Shape;
            var axes = axesOf(call) is { } given
                ? given.Select(axis => axis < 0 ? axis + shape.Length : axis)
                : Enumerable.Range(0, shape.Length).Where(axis => shape[axis] == 1).Select(axis => (long)axis);
            return axes.OrderDescending().Aggregate(Aten.AliasOf(call[0]), (x, axis) => Torch.Call(Squeeze, x, axis));
        };
    }

    private static OperatorKernel UnsqueezeKernel(NodeContext node)
    {
        var axesOf = node.IntsFrom("axes", 1);
        return call =>
        {
            var given = axesOf(call) ?? throw node.Unsupported("it has no axes");
            var rank = call[0].Rank + given.Length;
            return given.Select(axis => axis < 0 ? axis + rank : axis).Order()
                .Aggregate(Aten.AliasOf(call[0]), (x, axis) => Torch.Call(Unsqueeze, x, axis));
        };
    }

    private static OperatorKernel Concat(NodeContext node)
    {
        var axis = node.Int("axis", 0);
        return call =>
        {
            var parts = new TorchTensor[call.InputCount];
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i] = call[i];
            }

            return Torch.Call(Cat, parts, axis);
        };
    }

    private static OperatorKernel ShapeKernel(NodeContext node)
    {
        var (start, end) = (node.Int("start", 0), node.Int("end", long.MaxValue));
        return call =>
        {
            var shape = call[0].Shape;
            var from = (int)Math.Clamp(start < 0 ? start + shape.Length : start, 0, shape.Length);
            var to = (int)Math.Clamp(end < 0 ? end + shape.Length : end, from, shape.Length);
            return TorchTensor.From(shape.AsSpan(from, to - from), to - from);
        };
    }

    private static OperatorKernel CastKernel(NodeContext node)
    {
        var wanted = (ElementType)node.Int("to", 0);
        var type = wanted.ToTorch() ?? throw node.Unsupported($"libtorch has no type {wanted}");
        return call => Aten.Cast(call[0], type);
    }

    /// <summary>Broadcasts both ways: a 1 in the wanted shape keeps the tensor's size.</summary>
    private static TorchTensor ExpandKernel(KernelCall call)
    {
        var (old, wanted) = (call[0].Shape, call.Longs(1));
        var rank = Math.Max(old.Length, wanted.Length);
        var shape = new long[rank];
        for (var i = 1; i <= rank; i++)
        {
            var (from, to) = (i <= old.Length ? old[^i] : 1, i <= wanted.Length ? wanted[^i] : 1);
            shape[^i] = to == 1 ? from : to;
        }

        return Torch.Call(Aten.Expand, call[0], shape);
    }

    private static TorchTensor RangeKernel(KernelCall call)
    {
        if (call[0].Type is TorchType.Int64 or TorchType.Int32)
        {
            return Torch.Call(Arange, call.Longs(0)[0], call.Longs(1)[0], call.Longs(2)[0], (long)call[0].Type);
        }

        double Number(int slot) => Aten.Cast(call[slot], TorchType.Double).ToArray<double>()[0];
        return Torch.Call(Arange, Number(0), Number(1), Number(2), (long)call[0].Type);
    }

    /// <summary>Mode CRD is libtorch's pixel shuffle; DCR has the block's axes before the channels.</summary>
    private static OperatorKernel DepthToSpace(NodeContext node)
    {
        var block = node.Int("blocksize", 1);
        if (node.Node.Text("mode", "DCR") == "CRD")
        {
            return call => Torch.Call(PixelShuffle, call[0], block);
        }

        return call =>
        {
            var s = call[0].Shape;
            var depth = s[1] / (block * block);
            var x = Torch.Call(Aten.Reshape, call[0], new[] { s[0], block, block, depth, s[2], s[3] });
            x = Torch.Call(Aten.Permute, x, new[] { 0L, 3, 4, 1, 5, 2 });
            return Torch.Call(Aten.Reshape, x, new[] { s[0], depth, s[2] * block, s[3] * block });
        };
    }

    private static TorchTensor SpaceToDepth(TorchTensor x, long block)
    {
        var s = x.Shape;
        var blocks = Torch.Call(Aten.Reshape, x, new[] { s[0], s[1], s[2] / block, block, s[3] / block, block });
        blocks = Torch.Call(Aten.Permute, blocks, new[] { 0L, 3, 5, 1, 2, 4 });
        return Torch.Call(Aten.Reshape, blocks, new[] { s[0], s[1] * block * block, s[2] / block, s[3] / block });
    }
}
