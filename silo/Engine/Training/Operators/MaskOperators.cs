using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Operators about which elements count: triangles, one-hot rows, conditions.</summary>
internal static class MaskOperators
{
    private static readonly TorchOperator Tril = new("aten::tril");
    private static readonly TorchOperator Triu = new("aten::triu");
    private static readonly TorchOperator NonZero = new("aten::nonzero");
    private static readonly TorchOperator LessScalar = new("aten::lt", "Scalar");

    public static void Register(OperatorRegistry registry)
    {
        registry.Add("Trilu", Trilu);
        registry.Add("OneHot", OneHot);
        registry.Add("NonZero", _ => call => Torch.Call(Aten.Transpose, Torch.Call(NonZero, call[0]), 0, 1), trains: false);
        registry.Add("Compress", Compress);
        registry.Add("EyeLike", EyeLike, trains: false);
    }

    private static OperatorKernel Trilu(NodeContext node)
    {
        var part = node.Int("upper", 1) != 0 ? Triu : Tril;
        return call => Torch.Call(part, call[0], call.Optional(1) is null ? 0 : call.Longs(1)[0]);
    }

    /// <summary>An index outside of the depth lights nothing. The gradient goes to the two values.</summary>
    private static OperatorKernel OneHot(NodeContext node)
    {
        var axis = node.Int("axis", -1);
        return call =>
        {
            var indices = Aten.Cast(call[0], TorchType.Int64);
            var depth = Aten.Cast(call[1], TorchType.Int64).ToArray<long>()[0];
            var rank = indices.Rank + 1;
            var at = Places.Axis(axis, rank);
            var wrapped = Torch.Call(Aten.Where, Torch.Call(LessScalar, indices, 0), Torch.Call(Aten.AddScalar, indices, depth), indices);
            long[] shape = [.. indices.Shape[..at], 1, .. indices.Shape[at..]];
            var classes = Torch.Call(Aten.Reshape, Torch.Call(Aten.ArangeTo, depth), Places.Along(at, rank, depth));
            var lit = Torch.Call(Aten.Equal, Torch.Call(Aten.Reshape, wrapped, shape), classes);
            return Torch.Call(Aten.Where, lit, Torch.Call(Aten.Select, call[2], 0, 1), Torch.Call(Aten.Select, call[2], 0, 0));
        };
    }

    /// <summary>Without an axis the tensor is taken flat.</summary>
    private static OperatorKernel Compress(NodeContext node)
    {
        var axis = node.Node.Attributes.ContainsKey("axis") ? node.Int("axis", 0) : (long?)null;
        return call =>
        {
            var x = axis is null ? Torch.Call(Aten.Reshape, call[0], new[] { Tensor.CountOf(call[0].Shape) }) : call[0];
            var rows = Torch.Call(Aten.Select, Torch.Call(NonZero, call[1]), 1, 0);
            return Torch.Call(Aten.IndexSelect, x, axis ?? 0, rows);
        };
    }

    private static OperatorKernel EyeLike(NodeContext node)
    {
        var diagonal = node.Int("k", 0);
        var wanted = node.Node.Attributes.ContainsKey("dtype") ? (ElementType)node.Int("dtype", 0) : (ElementType?)null;
        var type = wanted?.ToTorch();
        if (wanted is not null && type is null)
        {
            throw node.Unsupported($"libtorch has no type {wanted}");
        }

        return call =>
        {
            var shape = call[0].Shape;
            var rows = Torch.Call(Aten.Reshape, Torch.Call(Aten.ArangeTo, shape[0]), new[] { shape[0], 1 });
            var columns = Torch.Call(Aten.AddScalar, Torch.Call(Aten.ArangeTo, shape[1]), -diagonal);
            return Aten.Cast(Torch.Call(Aten.Equal, rows, columns), type ?? call[0].Type);
        };
    }
}
