using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>A sparse initializer as a dense tensor, which is what ONNX Runtime makes of it too.</summary>
internal static class SparseReader
{
    /// <summary>A file of some bytes can declare any dense size; this is where we stop.</summary>
    private const long LargestDense = 1L << 30;

    public static Tensor Read(SparseTensorProto proto, TensorReader tensors, string what)
    {
        if (proto.Values is null || proto.Indices is null)
        {
            throw Invalid.Model($"{what} lacks values or indices.");
        }

        var values = tensors.Read(proto.Values, what);
        var indices = tensors.Read(proto.Indices, what + " (indices)");
        var shape = proto.Dims.ToArray();
        var width = values.Type.Bits() / 8;
        if (width == 0 || indices.Type != ElementType.Int64 || Array.Exists(shape, size => size < 0)
            || shape.Aggregate((UInt128)(uint)width, (bytes, size) => bytes > LargestDense ? bytes : bytes * (ulong)size) > LargestDense)
        {
            throw Invalid.Model($"{what} of shape [{string.Join(',', shape)}] and type {values.Type} cannot be made dense.");
        }

        var linear = Linear(indices, shape, values.Count, what);
        var dense = new byte[Tensor.CountOf(shape) * width];
        for (var i = 0; i < linear.Length; i++)
        {
            if (linear[i] < 0 || linear[i] >= dense.LongLength / width)
            {
                throw Invalid.Model($"{what} has an index outside its shape.");
            }

            values.Data.Span.Slice(i * width, width).CopyTo(dense.AsSpan((int)(linear[i] * width)));
        }

        return new(values.Type, shape, dense);
    }

    /// <summary>Row-major places, from places or from one row of coordinates each.</summary>
    private static long[] Linear(Tensor indices, long[] shape, long count, string what)
    {
        var raw = indices.Values<long>();
        if (indices.Rank == 1 && raw.Length == count)
        {
            return raw.ToArray();
        }

        if (indices.Rank != 2 || indices.Shape[0] != count || indices.Shape[1] != shape.Length)
        {
            throw Invalid.Model($"{what} has indices of shape [{string.Join(',', indices.Shape.ToArray())}] for {count} values.");
        }

        var linear = new long[count];
        for (var i = 0; i < raw.Length; i++)
        {
            var axis = i % shape.Length;
            linear[i / shape.Length] = raw[i] >= 0 && raw[i] < shape[axis]
                ? linear[i / shape.Length] * shape[axis] + raw[i]
                : throw Invalid.Model($"{what} has an index outside its shape.");
        }

        return linear;
    }
}
