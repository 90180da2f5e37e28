using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Strides, dilations and padding of a sliding window: the attributes that convolution and pooling share.</summary>
internal sealed class Window
{
    private readonly string _autoPad;
    private readonly long[]? _pads;
    private readonly long[]? _strides;
    private readonly long[]? _dilations;

    public Window(NodeContext node)
    {
        _autoPad = node.Node.Text("auto_pad", "NOTSET");
        _pads = node.Ints("pads");
        _strides = node.Ints("strides");
        _dilations = node.Ints("dilations");
        if (_autoPad is not ("NOTSET" or "VALID" or "SAME_UPPER" or "SAME_LOWER"))
        {
            throw node.Unsupported($"auto_pad '{_autoPad}' is none that ONNX knows");
        }
    }

    public string AutoPad => _autoPad;

    public bool Same => _autoPad is "SAME_UPPER" or "SAME_LOWER";

    public long[] Strides(int axes) => _strides ?? Ones(axes);

    public long[] Dilations(int axes) => _dilations ?? Ones(axes);

    /// <summary>Padding before and behind each spatial axis.</summary>
    /// <param name="inputShape">[n, c, spatial...].</param>
    public (long[] Begins, long[] Ends) Pads(Func<long[]> inputShape, long[] kernel)
    {
        var axes = kernel.Length;
        if (!Same)
        {
            return _autoPad == "VALID" || _pads is null ? (new long[axes], new long[axes]) : (_pads[..axes], _pads[axes..]);
        }

        var (begins, ends, shape) = (new long[axes], new long[axes], inputShape());
        for (var i = 0; i < axes; i++)
        {
            var (stride, size) = (Strides(axes)[i], shape[i + 2]);
            var outputs = (size + stride - 1) / stride;
            var total = Math.Max(0, ((outputs - 1) * stride) + ((kernel[i] - 1) * Dilations(axes)[i]) + 1 - size);
            (begins[i], ends[i]) = Halves(total);
        }

        return (begins, ends);
    }

    /// <summary>Splits a total padding as auto_pad says.</summary>
    public (long Begin, long End) Halves(long total) => _autoPad == "SAME_UPPER" ? (total / 2, total - (total / 2)) : (total - (total / 2), total / 2);

    private static long[] Ones(int axes)
    {
        var ones = new long[axes];
        Array.Fill(ones, 1);
        return ones;
    }
}
