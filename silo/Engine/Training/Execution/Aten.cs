using AutoCompress.Engine.Native.Torch;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>The operators of libtorch that several families use.</summary>
internal static class Aten
{
    private const long ChannelsLastFormat = 2;

    public static readonly TorchOperator Abs = new("aten::abs");
    public static readonly TorchOperator Add = new("aten::add", "Tensor");
    public static readonly TorchOperator AddScalar = new("aten::add", "Scalar");
    public static readonly TorchOperator Alias = new("aten::alias");
    public static readonly TorchOperator ArangeTo = new("aten::arange");
    public static readonly TorchOperator Clamp = new("aten::clamp");
    public static readonly TorchOperator ConstantPad = new("aten::constant_pad_nd");
    public static readonly TorchOperator Contiguous = new("aten::contiguous");
    public static readonly TorchOperator Detach = new("aten::detach");
    public static readonly TorchOperator Div = new("aten::div", "Tensor");
    public static readonly TorchOperator DivMode = new("aten::div", "Tensor_mode");
    public static readonly TorchOperator Equal = new("aten::eq", "Tensor");
    public static readonly TorchOperator Exp = new("aten::exp");
    public static readonly TorchOperator Expand = new("aten::expand");
    public static readonly TorchOperator Flip = new("aten::flip");
    public static readonly TorchOperator GatherAxis = new("aten::gather");
    public static readonly TorchOperator GreaterScalar = new("aten::gt", "Scalar");
    public static readonly TorchOperator IndexSelect = new("aten::index_select");
    public static readonly TorchOperator Log = new("aten::log");
    public static readonly TorchOperator Mean = new("aten::mean", "dim");
    public static readonly TorchOperator Mul = new("aten::mul", "Tensor");
    public static readonly TorchOperator MulScalar = new("aten::mul", "Scalar");
    public static readonly TorchOperator Permute = new("aten::permute");
    public static readonly TorchOperator PowScalar = new("aten::pow", "Tensor_Scalar");
    public static readonly TorchOperator RemainderScalar = new("aten::remainder", "Scalar");
    public static readonly TorchOperator Reshape = new("aten::reshape");
    public static readonly TorchOperator Round = new("aten::round");
    public static readonly TorchOperator Select = new("aten::select", "int");
    public static readonly TorchOperator Slice = new("aten::slice", "Tensor");
    public static readonly TorchOperator Sqrt = new("aten::sqrt");
    public static readonly TorchOperator Stack = new("aten::stack");
    public static readonly TorchOperator Sub = new("aten::sub", "Tensor");
    public static readonly TorchOperator Sum = new("aten::sum", "dim_IntList");
    public static readonly TorchOperator To = new("aten::to", "dtype");
    public static readonly TorchOperator Transpose = new("aten::transpose", "int");
    public static readonly TorchOperator Where = new("aten::where", "self");
    public static readonly TorchOperator Zeros = new("aten::zeros");

    /// <summary>
    /// Weights of images with the channels innermost. Convolutions answer in the layout of their weight, and so do the operators behind
    /// them: oneDNN then has nothing to reorder, which makes a training step a quarter faster.
    /// </summary>
    public static TorchTensor ChannelsLast(TorchTensor weight) => weight.Rank == 4 ? Torch.Call(Contiguous, weight, ChannelsLastFormat) : weight;

    /// <summary>Another handle of the same tensor, with its gradient.</summary>
    public static TorchTensor AliasOf(TorchTensor tensor) => Torch.Call(Alias, tensor);

    public static TorchTensor Cast(TorchTensor tensor, TorchType type) => Torch.Call(To, tensor, (long)type);

    /// <summary>Pads with a constant; ONNX gives all begins, then all ends, libtorch wants pairs from the last axis on.</summary>
    public static TorchTensor Pad(TorchTensor tensor, long[] begins, long[] ends, double value)
    {
        var pairs = new long[2 * begins.Length];
        for (var i = 0; i < begins.Length; i++)
        {
            pairs[2 * i] = begins[^(i + 1)];
            pairs[(2 * i) + 1] = ends[^(i + 1)];
        }

        return Torch.Call(ConstantPad, tensor, pairs, value);
    }
}
