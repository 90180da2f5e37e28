using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>The weights of one direction of a recurrent operator.</summary>
/// <param name="Input">W: [gates · hidden, input].</param>
/// <param name="InputBias">Null for none.</param>
/// <param name="State">R: [gates · hidden, hidden].</param>
/// <param name="StateBias">Null when it is zero, or part of the input's.</param>
internal sealed record RecurrentWeights(TorchTensor Input, TorchTensor? InputBias, TorchTensor State, TorchTensor? StateBias)
{
    private static readonly TorchOperator Linear = new("aten::linear");
    private static readonly TorchOperator SplitSizes = new("aten::split", "Tensor");

    private RecurrentWeights[]? _byGate;

    /// <summary>LSTM only: [3 · hidden].</summary>
    public TorchTensor? Peepholes { get; private init; }

    /// <summary>LSTM only: the forget gate is one minus the input gate.</summary>
    public bool CouplesInputAndForget { get; private init; }

    /// <summary>Both biases added to the input's share, once for all steps.</summary>
    public static RecurrentWeights Summed(KernelCall call, int direction)
    {
        var weights = Apart(call, direction);
        return weights with
        {
            InputBias = weights.InputBias is { } bias ? Torch.Call(Aten.Add, bias, weights.StateBias!) : null,
            StateBias = null,
            Peepholes = call.Optional(7) is { } rows ? Torch.Call(Aten.Select, rows, 0, direction) : null,
            CouplesInputAndForget = call.Node.Int("input_forget", 0) != 0,
        };
    }

    /// <summary>The state's bias stays with the state.</summary>
    public static RecurrentWeights Apart(KernelCall call, int direction)
    {
        var (input, state) = (Torch.Call(Aten.Select, call[1], 0, direction), Torch.Call(Aten.Select, call[2], 0, direction));
        var biases = call.Optional(3) is { } rows ? Torch.CallMany(SplitSizes, Torch.Call(Aten.Select, rows, 0, direction), state.Shape[0], 0) : null;
        return new(input, biases?[0], state, biases?[1]);
    }

    /// <summary>The gates' share of all inputs at once.</summary>
    public TorchTensor OfInput(TorchTensor x) => Torch.Call(Linear, x, Input, InputBias);

    public TorchTensor OfState(TorchTensor h) => Torch.Call(Linear, h, State, StateBias);

    /// <summary>The recurrent weights of each gate.</summary>
    public RecurrentWeights[] ByGate(long hidden)
    {
        if (_byGate is null)
        {
            var states = Torch.CallMany(SplitSizes, State, hidden, 0);
            var biases = StateBias is null ? null : Torch.CallMany(SplitSizes, StateBias, hidden, 0);
            _byGate = [.. states.Select((state, gate) => new RecurrentWeights(Input, null, state, biases?[gate]))];
        }

        return _byGate;
    }
}
