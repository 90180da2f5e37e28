using AutoCompress.Engine.Native.Torch;

namespace AutoCompress.Engine.Training.Optimizing;

/// <summary>In-place operations on lists of tensors, one native call a list.</summary>
internal static class Foreach
{
    private static readonly TorchOperator AddList = new("aten::_foreach_add_", "List");
    private static readonly TorchOperator AddScalar = new("aten::_foreach_add_", "Scalar");
    private static readonly TorchOperator MulScalar = new("aten::_foreach_mul_", "Scalar");
    private static readonly TorchOperator AddCMul = new("aten::_foreach_addcmul_", "Scalar");
    private static readonly TorchOperator AddCDiv = new("aten::_foreach_addcdiv_", "Scalar");
    private static readonly TorchOperator MulScalarNew = new("aten::_foreach_mul", "Scalar");
    private static readonly TorchOperator SqrtOf = new("aten::_foreach_sqrt");
    private static readonly TorchOperator NormOf = new("aten::_foreach_norm", "Scalar");
    private static readonly TorchOperator Stack = new("aten::stack");
    private static readonly TorchOperator VectorNorm = new("aten::linalg_vector_norm");
    private static readonly TorchOperator ZerosLike = new("aten::zeros_like");

    /// <summary>x += factor · y</summary>
    public static void Add(TorchTensor[] x, TorchTensor[] y, double factor)
    {
        if (x.Length > 0)
        {
            Torch.Do(AddList, x, y, factor);
        }
    }

    /// <summary>x += value</summary>
    public static void Add(TorchTensor[] x, double value) => Torch.Do(AddScalar, x, value);

    /// <summary>x *= factor</summary>
    public static void Scale(TorchTensor[] x, double factor)
    {
        if (x.Length > 0)
        {
            Torch.Do(MulScalar, x, factor);
        }
    }

    /// <summary>x += factor · a · b</summary>
    public static void AddProduct(TorchTensor[] x, TorchTensor[] a, TorchTensor[] b, double factor) => Torch.Do(AddCMul, x, a, b, factor);

    /// <summary>x += factor · a / b</summary>
    public static void AddQuotient(TorchTensor[] x, TorchTensor[] a, TorchTensor[] b, double factor) => Torch.Do(AddCDiv, x, a, b, factor);

    public static TorchTensor[] Sqrt(TorchTensor[] x) => Torch.CallMany(SqrtOf, [x]);

    /// <summary>The L2 norm of all elements together.</summary>
    public static float Norm(TorchTensor[] x) => Torch.Call(VectorNorm, Torch.Call(Stack, Torch.CallMany(NormOf, x, 2.0)), 2.0).ToFloat();

    /// <summary>factor · x, as new tensors: gradients may share memory.</summary>
    public static TorchTensor[] Scaled(TorchTensor[] x, double factor) => Torch.CallMany(MulScalarNew, x, factor);

    public static TorchTensor ZeroLike(TorchTensor x) => Torch.Call(ZerosLike, x);

    /// <summary>Zeros of the same shapes, owned by <paramref name="scope"/>.</summary>
    public static TorchTensor[] Zeros(TorchScope scope, IEnumerable<TorchTensor> like) =>
        [.. like.Select(tensor => scope.Own(Torch.Call(ZerosLike, tensor)))];
}
