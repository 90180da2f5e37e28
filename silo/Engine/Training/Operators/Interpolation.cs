using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>How a Resize finds and weighs the input elements of each output element along one axis (ONNX, Resize-19).</summary>
internal sealed class Interpolation
{
    private readonly string _coordinates;
    private readonly string _nearest;
    private readonly double _cubicA;
    private readonly bool _excludesOutside;
    private readonly bool _antialias;
    private readonly double _extrapolation;

    public Interpolation(NodeContext node, string mode, string coordinates, string nearest)
    {
        (Mode, _coordinates, _nearest) = (mode, coordinates, nearest);
        _cubicA = node.Float("cubic_coeff_a", -0.75f);
        _excludesOutside = node.Int("exclude_outside", 0) != 0;
        _antialias = node.Int("antialias", 0) != 0;
        _extrapolation = node.Float("extrapolation_value", 0);
        if (mode is not ("nearest" or "linear" or "cubic"))
        {
            throw node.Unsupported($"mode '{mode}' is not known");
        }

        if (coordinates is not ("half_pixel" or "half_pixel_symmetric" or "pytorch_half_pixel" or "align_corners" or "asymmetric"
            or "tf_crop_and_resize" or "tf_half_pixel_for_nn"))
        {
            throw node.Unsupported($"coordinate_transformation_mode '{coordinates}' is not known");
        }

        if (nearest is not ("round_prefer_floor" or "round_prefer_ceil" or "floor" or "ceil"))
        {
            throw node.Unsupported($"nearest_mode '{nearest}' is not known");
        }
    }

    public string Mode { get; }

    /// <summary>Whether coordinates count inside a region of the input, and may lie outside of it.</summary>
    public bool CropsRegions => _coordinates == "tf_crop_and_resize";

    /// <summary>The input element of each output element.</summary>
    public long[] Nearest(ResizedAxis axis, long size)
    {
        var rows = new long[axis.Size];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = Math.Clamp(Rounded(Coordinate(axis, size, i)), 0, size - 1);
        }

        return rows;
    }

    /// <summary>Row-major [result, input] weights, and what to add for results outside of the region (null when there are none).</summary>
    public (double[] Weights, double[]? Fill) Weights(ResizedAxis axis, long size)
    {
        var weights = new double[axis.Size * size];
        double[]? fill = null;
        for (var i = 0; i < axis.Size; i++)
        {
            var at = Coordinate(axis, size, i);
            if (CropsRegions && (at < 0 || at > size - 1))
            {
                fill ??= new double[axis.Size];
                fill[i] = _extrapolation;
                continue;
            }

            Weigh(weights.AsSpan((int)(i * size), (int)size), at, Mode != "nearest" && _antialias ? Math.Min(axis.Scale, 1) : 1);
        }

        return (weights, fill);
    }

    /// <param name="stretch">Below 1 the filter is wider than the distance between two elements.</param>
    private void Weigh(Span<double> row, double at, double stretch)
    {
        if (Mode == "nearest")
        {
            row[(int)Math.Clamp(Rounded(at), 0, row.Length - 1)] = 1;
            return;
        }

        var reach = (Mode == "cubic" ? 2 : 1) / stretch;
        var sum = 0.0;
        for (var source = (long)Math.Floor(at - reach) + 1; source < at + reach; source++)
        {
            var weight = Mode == "cubic" ? Cubic(Math.Abs(source - at) * stretch) : Math.Max(0, 1 - (Math.Abs(source - at) * stretch));
            if (_excludesOutside && (source < 0 || source >= row.Length))
            {
                continue;
            }

            row[(int)Math.Clamp(source, 0, row.Length - 1)] += weight;
            sum += weight;
        }

        for (var i = 0; i < row.Length && sum != 0; i++)
        {
            row[i] /= sum;
        }
    }

    /// <summary>Keys' kernel (1981).</summary>
    private double Cubic(double x) => x switch
    {
        <= 1 => ((((_cubicA + 2) * x) - (_cubicA + 3)) * x * x) + 1,
        < 2 => (((((_cubicA * x) - (5 * _cubicA)) * x) + (8 * _cubicA)) * x) - (4 * _cubicA),
        _ => 0,
    };

    private long Rounded(double at) => _nearest switch
    {
        "floor" => (long)Math.Floor(at),
        "ceil" => (long)Math.Ceiling(at),
        "round_prefer_ceil" => (long)Math.Floor(at + 0.5),
        _ => (long)Math.Ceiling(at - 0.5),
    };

    /// <summary>Where output element <paramref name="i"/> lies on the input's axis.</summary>
    private double Coordinate(ResizedAxis axis, long size, long i)
    {
        // ONNX Runtime computes in single precision, and ties between two neighbours depend on it.
        var length = axis.Scale * size;
        var scale = (float)axis.Scale;
        switch (_coordinates)
        {
            case "asymmetric":
                return i / scale;
            case "pytorch_half_pixel":
                return axis.Size > 1 ? ((i + 0.5f) / scale) - 0.5f : 0;
            case "tf_half_pixel_for_nn":
                return (i + 0.5f) / scale;
            case "align_corners":
                return axis.Size > 1 ? (double)(i * (size - 1)) / (axis.Size - 1) : 0;
            case "half_pixel_symmetric":
                return (size / 2.0 * (1 - (axis.Size / length))) + ((i + 0.5) / axis.Scale) - 0.5;
            case "tf_crop_and_resize":
                return axis.Size > 1
                    ? (axis.Start * (size - 1)) + (i * (axis.End - axis.Start) * (size - 1) / (axis.Size - 1))
                    : 0.5 * (axis.Start + axis.End) * (size - 1);
            default:
                return ((i + 0.5f) / scale) - 0.5f;
        }
    }
}
