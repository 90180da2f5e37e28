using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>A nonlinearity inside a recurrent cell, named by the node's attributes.</summary>
internal sealed class RecurrentActivation
{
    private static readonly TorchOperator Sigmoid = new("aten::sigmoid");
    private static readonly TorchOperator Tanh = new("aten::tanh");
    private static readonly TorchOperator Relu = new("aten::relu");
    private static readonly TorchOperator LeakyRelu = new("aten::leaky_relu");
    private static readonly TorchOperator Threshold = new("aten::threshold");
    private static readonly TorchOperator Clamp = new("aten::clamp");
    private static readonly TorchOperator Elu = new("aten::elu");
    private static readonly TorchOperator Softplus = new("aten::softplus");

    private readonly Func<TorchTensor, TorchTensor> _function;

    private RecurrentActivation(Func<TorchTensor, TorchTensor> function) => _function = function;

    public TorchTensor Apply(TorchTensor x) => _function(x);

    /// <summary>The functions of each direction. Parameters are taken in order by the functions that have them.</summary>
    public static RecurrentActivation[][] Read(NodeContext node, string[] defaults, int directions)
    {
        var names = node.Node.Attributes.GetValueOrDefault("activations") is AttributeValue.Texts { Values: var texts }
            ? [.. texts]
            : Enumerable.Repeat(defaults, directions).SelectMany(name => name).ToArray();
        if (names.Length != defaults.Length * directions)
        {
            throw node.Unsupported($"it names {names.Length} activations, not {defaults.Length * directions}");
        }

        var (alphas, betas) = (Parameters(node, "activation_alpha"), Parameters(node, "activation_beta"));
        var made = Array.ConvertAll(names, name => Create(node, name, alphas, betas));
        return [.. made.Chunk(defaults.Length)];
    }

    private static Queue<float> Parameters(NodeContext node, string attribute) =>
        new(node.Node.Attributes.GetValueOrDefault(attribute) is AttributeValue.Floats { Values: var values } ? values : []);

    private static RecurrentActivation Create(NodeContext node, string name, Queue<float> alphas, Queue<float> betas)
    {
        double Alpha(double otherwise) => alphas.TryDequeue(out var value) ? value : otherwise;
        double Beta(double otherwise) => betas.TryDequeue(out var value) ? value : otherwise;
        switch (name.ToUpperInvariant())
        {
            case "SIGMOID":
                return new(x => Torch.Call(Sigmoid, x));
            case "TANH":
                return new(x => Torch.Call(Tanh, x));
            case "RELU":
                return new(x => Torch.Call(Relu, x));
            case "SOFTSIGN":
                return new(x => Torch.Call(Aten.Div, x, Torch.Call(Aten.AddScalar, Torch.Call(Aten.Abs, x), 1.0)));
            case "SOFTPLUS":
                return new(x => Torch.Call(Softplus, x));
            case "ELU":
                return With(Alpha(1), (x, alpha) => Torch.Call(Elu, x, alpha));
            case "LEAKYRELU":
                return With(Alpha(0.01), (x, alpha) => Torch.Call(LeakyRelu, x, alpha));
            case "THRESHOLDEDRELU":
                return With(Alpha(1), (x, alpha) => Torch.Call(Threshold, x, alpha, 0.0));
            case "AFFINE":
                return With((Alpha(1), Beta(0)), (x, p) => Torch.Call(Aten.AddScalar, Torch.Call(Aten.MulScalar, x, p.Item1), p.Item2));
            case "SCALEDTANH":
                return With((Alpha(1), Beta(1)), (x, p) => Torch.Call(Aten.MulScalar, Torch.Call(Tanh, Torch.Call(Aten.MulScalar, x, p.Item2)), p.Item1));
            case "HARDSIGMOID":
                return With((Alpha(0.2), Beta(0.5)), (x, p) =>
                    Torch.Call(Clamp, Torch.Call(Aten.AddScalar, Torch.Call(Aten.MulScalar, x, p.Item1), p.Item2), 0.0, 1.0));
            default:
                throw node.Unsupported($"its activation '{name}' is none that ONNX knows");
        }
    }

    private static RecurrentActivation With<T>(T parameters, Func<TorchTensor, T, TorchTensor> function) => new(x => function(x, parameters));
}
