using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>How scales and zero points lie over a tensor: one for all, one for each channel, or one for each block along an axis.</summary>
internal sealed class QuantizationGrid(NodeContext node)
{
    private readonly long _axis = node.Int("axis", 1);
    private readonly long _block = node.Int("block_size", 0);

    /// <summary>The scales in a form that broadcasts to <paramref name="shape"/>.</summary>
    public TorchTensor Spread(TorchTensor scales, long[] shape)
    {
        var own = scales.Shape;
        if (_block > 0 && own.Length == shape.Length)
        {
            var axis = Places.Axis(_axis, shape.Length);
            var blocks = new long[shape[axis]];
            for (var i = 0; i < blocks.Length; i++)
            {
                blocks[i] = i / _block;
            }

            return Torch.Call(Aten.IndexSelect, scales, (long)axis, TorchTensor.From(blocks, blocks.Length));
        }

        if (Tensor.CountOf(own) == 1)
        {
            return Torch.Call(Aten.Reshape, scales, Array.Empty<long>());
        }

        return own is [var size] && shape.Length > 0
            ? Torch.Call(Aten.Reshape, scales, Places.Along(Places.Axis(_axis, shape.Length), shape.Length, size))
            : throw node.Unsupported($"scales of shape [{string.Join(',', own)}] do not lie over [{string.Join(',', shape)}]");
    }
}
