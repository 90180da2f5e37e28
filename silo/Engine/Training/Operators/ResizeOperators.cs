using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Resize and its forerunner Upsample. Every mode is linear in the input and separable: one small matrix an axis.</summary>
internal static class ResizeOperators
{
    private static readonly TorchOperator MatMul = new("aten::matmul");

    public static void Register(OperatorRegistry registry)
    {
        registry.Add("Resize", node => node.Opset >= 11 ? Resize(node) : Scaled(node, 1));
        registry.Add("Upsample", node => Scaled(node, 1));
    }

    /// <summary>Upsample, and Resize before opset 11: coordinates are divided by the scale, and nearest means the one below.</summary>
    private static OperatorKernel Scaled(NodeContext node, int slot)
    {
        var mode = node.Node.Text("mode", "nearest");
        var interpolation = new Interpolation(node, mode == "bilinear" ? "linear" : mode, "asymmetric", "floor");
        var given = node.Node.Attributes.GetValueOrDefault("scales") is AttributeValue.Floats { Values: var values } ? values.ToArray() : null;
        return call =>
        {
            var scales = given ?? call[slot].ToArray<float>();
            var axes = scales.Select((scale, axis) => new ResizedAxis(axis, scale, (long)(call[0].Shape[axis] * scale)));
            return Run(call[0], axes, interpolation);
        };
    }

    private static OperatorKernel Resize(NodeContext node)
    {
        var interpolation = new Interpolation(
            node,
            node.Node.Text("mode", "nearest"),
            node.Node.Text("coordinate_transformation_mode", "half_pixel"),
            node.Node.Text("nearest_mode", "round_prefer_floor"));
        var policy = node.Node.Text("keep_aspect_ratio_policy", "stretch");
        if (policy is not ("stretch" or "not_larger" or "not_smaller"))
        {
            throw node.Unsupported($"keep_aspect_ratio_policy '{policy}' is not known");
        }

        var axesOf = node.Ints("axes");
        return call =>
        {
            var shape = call[0].Shape;
            var axes = (axesOf ?? [.. Enumerable.Range(0, shape.Length).Select(axis => (long)axis)]).Select(axis => (int)(axis < 0 ? axis + shape.Length : axis)).ToArray();
            var resized = call.Optional(3) is { } sizes && Tensor.CountOf(sizes.Shape) > 0
                ? ToSizes(shape, axes, call.Longs(3), policy)
                : axes.Zip(Scales(node, call), (axis, scale) => new ResizedAxis(axis, scale, (long)(shape[axis] * scale)));
            var regions = interpolation.CropsRegions ? Regions(call[1], axes.Length) : null;
            return Run(call[0], resized.Select((axis, i) => regions is null ? axis : axis with { Start = regions[i], End = regions[axes.Length + i] }), interpolation);
        };
    }

    private static float[] Scales(NodeContext node, KernelCall call) => call.Optional(2) is { } scales && Tensor.CountOf(scales.Shape) > 0
        ? scales.ToArray<float>()
        : throw node.Unsupported("it has neither scales nor sizes");

    private static double[] Regions(TorchTensor roi, int axes)
    {
        var regions = Aten.Cast(roi, TorchType.Double).ToArray<double>();
        return regions.Length == 2 * axes ? regions : throw new TorchException($"roi holds {regions.Length} numbers, not {2 * axes}");
    }

    private static IEnumerable<ResizedAxis> ToSizes(long[] shape, int[] axes, long[] sizes, string policy)
    {
        if (policy == "stretch")
        {
            return axes.Zip(sizes, (axis, size) => new ResizedAxis(axis, (double)size / shape[axis], size));
        }

        var ratios = axes.Zip(sizes, (axis, size) => (double)size / shape[axis]);
        var scale = policy == "not_larger" ? ratios.Min() : ratios.Max();
        return axes.Select(axis => new ResizedAxis(axis, scale, (long)Math.Floor((scale * shape[axis]) + 0.5)));
    }

    private static TorchTensor Run(TorchTensor x, IEnumerable<ResizedAxis> axes, Interpolation interpolation)
    {
        var type = x.Type;
        var y = Aten.AliasOf(x);
        foreach (var axis in axes)
        {
            var size = y.Shape[axis.Axis];
            if (axis.Scale == 1 && axis.Size == size && !interpolation.CropsRegions)
            {
                continue;
            }

            y = interpolation.Mode == "nearest" && !interpolation.CropsRegions
                ? Torch.Call(Aten.IndexSelect, y, (long)axis.Axis, TorchTensor.From(interpolation.Nearest(axis, size), axis.Size))
                : Mix(y, axis, interpolation);
        }

        return y.Type == type ? y : Aten.Cast(IsInteger(type) ? Torch.Call(Aten.Round, y) : y, type);
    }

    /// <summary>Multiplies one axis with the matrix of its weights; integers are mixed as floats.</summary>
    private static TorchTensor Mix(TorchTensor x, ResizedAxis axis, Interpolation interpolation)
    {
        var size = x.Shape[axis.Axis];
        var (weights, fill) = interpolation.Weights(axis, size);
        var type = IsInteger(x.Type) ? TorchType.Float : x.Type;
        var matrix = Aten.Cast(TorchTensor.From<double>(weights, TorchType.Double, [axis.Size, size]), type);
        var columns = Torch.Call(Aten.Transpose, Aten.Cast(x, type), axis.Axis, -1);
        var mixed = Torch.Call(MatMul, columns, Torch.Call(Aten.Transpose, matrix, 0, 1));
        if (fill is not null)
        {
            mixed = Torch.Call(Aten.Add, mixed, Aten.Cast(TorchTensor.From<double>(fill, TorchType.Double, [axis.Size]), type));
        }

        return Torch.Call(Aten.Transpose, mixed, axis.Axis, -1);
    }

    private static bool IsInteger(TorchType type) => type is not (TorchType.Float or TorchType.Double or TorchType.Float16 or TorchType.BFloat16);
}
