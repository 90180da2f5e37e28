using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming;

/// <summary>Works on the slices of a tensor along one axis, whatever its element type.</summary>
internal static class TensorAxis
{
    /// <summary>The slices at <paramref name="indices"/>, in that order.</summary>
    public static Tensor Take(Tensor tensor, int axis, ReadOnlySpan<int> indices)
    {
        var (outer, inner) = Blocks(tensor, axis);
        var size = (int)tensor.Shape[axis];
        var from = tensor.Data.Span;
        var to = new byte[outer * indices.Length * inner];
        var at = 0;
        for (var o = 0; o < outer; o++)
        {
            foreach (var index in indices)
            {
                from.Slice((o * size + index) * inner, inner).CopyTo(to.AsSpan(at));
                at += inner;
            }
        }

        var shape = tensor.Shape.ToArray();
        shape[axis] = indices.Length;
        return new(tensor.Type, shape, to);
    }

    /// <summary>The tensor with zeros in the slices at <paramref name="indices"/>.</summary>
    public static Tensor Clear(Tensor tensor, int axis, ReadOnlySpan<int> indices)
    {
        var (outer, inner) = Blocks(tensor, axis);
        var size = (int)tensor.Shape[axis];
        var data = tensor.Data.ToArray();
        for (var o = 0; o < outer; o++)
        {
            foreach (var index in indices)
            {
                data.AsSpan((o * size + index) * inner, inner).Clear();
            }
        }

        return new(tensor.Type, tensor.Shape, data);
    }

    /// <summary>How many blocks lie before the axis, and the bytes of one index.</summary>
    private static (int Outer, int Inner) Blocks(Tensor tensor, int axis)
    {
        var outer = Tensor.CountOf(tensor.Shape[..axis]);
        var inner = Tensor.CountOf(tensor.Shape[(axis + 1)..]) * tensor.Type.Bits() / 8;
        return (checked((int)outer), checked((int)inner));
    }
}
