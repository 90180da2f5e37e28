using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>GridSample: reads an image at places that a grid names.</summary>
internal static class SamplingOperators
{
    private static readonly TorchOperator GridSampler = new("aten::grid_sampler");

    public static void Register(OperatorRegistry registry) => registry.Add("GridSample", GridSample);

    /// <summary>Opset 20 renamed the modes.</summary>
    private static OperatorKernel GridSample(NodeContext node)
    {
        var mode = node.Node.Text("mode", "linear") switch
        {
            "linear" or "bilinear" => 0,
            "nearest" => 1,
            "cubic" or "bicubic" => 2,
            var other => throw node.Unsupported($"mode '{other}' is not known"),
        };
        var padding = node.Node.Text("padding_mode", "zeros") switch
        {
            "zeros" => 0,
            "border" => 1,
            "reflection" => 2,
            var other => throw node.Unsupported($"padding_mode '{other}' is not known"),
        };
        var corners = node.Int("align_corners", 0) != 0;
        return call => Torch.Call(GridSampler, call[0], Aten.Cast(call[1], call[0].Type), mode, padding, corners);
    }
}
