using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>RNN, GRU and LSTM, step by step, so that autograd sees every one of them.</summary>
internal static class RecurrentOperators
{
    private static readonly TorchOperator SplitSizes = new("aten::split", "Tensor");
    private static readonly int[] Weights = [1, 2, 3];
    private static readonly int[] WeightsAndPeepholes = [1, 2, 3, 7];

    /// <summary>One step: the gates' share of the input, what the cell remembers, its weights; returns what it remembers next, the output first.</summary>
    private delegate TorchTensor[] Cell(TorchTensor input, TorchTensor[] state, RecurrentWeights weights, RecurrentActivation[] activations);

    public static void Register(OperatorRegistry registry)
    {
        registry.Add("RNN", node => Kernel(node, ["Tanh"], RecurrentWeights.Summed, Simple), Weights);
        registry.Add("GRU", Gated, Weights);
        registry.Add("LSTM", node => Kernel(node, ["Sigmoid", "Tanh", "Tanh"], RecurrentWeights.Summed, LongShortTerm, states: 2), WeightsAndPeepholes);
    }

    /// <summary>With linear_before_reset the reset gate weighs the state's bias too, so it cannot be added to the input's.</summary>
    private static OperatorKernel Gated(NodeContext node)
    {
        var linear = node.Int("linear_before_reset", 0) != 0;
        return Kernel(node, ["Sigmoid", "Tanh"], linear ? RecurrentWeights.Apart : RecurrentWeights.Summed, clip => GatedCell(clip, linear));
    }

    private static OperatorKernel Kernel(
        NodeContext node, string[] defaults, Func<KernelCall, int, RecurrentWeights> weightsOf, Func<Func<TorchTensor, TorchTensor>, Cell> cellOf, int states = 1)
    {
        var direction = node.Node.Text("direction", "forward");
        var directions = direction == "bidirectional" ? 2 : 1;
        var activations = RecurrentActivation.Read(node, defaults, directions);
        var limit = node.Node.Attributes.ContainsKey("clip") ? node.Float("clip", 0) : (double?)null;
        var cell = cellOf(gate => limit is { } bound ? Torch.Call(Aten.Clamp, gate, -bound, bound) : gate);
        var batchFirst = node.Int("layout", 0) != 0;
        return call =>
        {
            var x = batchFirst ? Torch.Call(Aten.Transpose, call[0], 0, 1) : call[0];
            var (batch, hidden) = (x.Shape[1], call[2].Shape[^1]);
            var outputs = new TorchTensor[directions];
            var finals = new TorchTensor[directions][];
            for (var d = 0; d < directions; d++)
            {
                var initial = Enumerable.Range(5, states).Select(slot => Initial(call, slot, d, batch, hidden, batchFirst)).ToArray();
                (outputs[d], finals[d]) = Run(call, x, initial, weightsOf(call, d), activations[d], cell, backwards: direction == "reverse" || d == 1);
            }

            for (var s = 0; s < states; s++)
            {
                call.SetOutput(1 + s, Torch.Call(Aten.Stack, finals.Select(state => state[s]).ToArray(), batchFirst ? 1 : 0));
            }

            var y = Torch.Call(Aten.Stack, outputs, 1);
            return batchFirst ? Torch.Call(Aten.Permute, y, new[] { 2L, 0, 1, 3 }) : y;
        };
    }

    /// <summary>One direction: the outputs in the order of time, and the state after the last step. Past a sequence's end its state stays and its output is zero.</summary>
    private static (TorchTensor Outputs, TorchTensor[] State) Run(
        KernelCall call, TorchTensor x, TorchTensor[] state, RecurrentWeights weights, RecurrentActivation[] activations, Cell cell, bool backwards)
    {
        var shape = x.Shape;
        var lengths = call.Optional(4) is { } given ? Torch.Call(Aten.Reshape, given, new[] { shape[1], 1L }) : null;
        var gates = weights.OfInput(x);
        var outputs = new TorchTensor[shape[0]];
        for (var i = 0L; i < shape[0]; i++)
        {
            var t = backwards ? shape[0] - 1 - i : i;
            var next = cell(Torch.Call(Aten.Select, gates, 0, t), state, weights, activations);
            outputs[t] = next[0];
            if (lengths is not null)
            {
                var running = Torch.Call(Aten.GreaterScalar, lengths, t);
                outputs[t] = Torch.Call(Aten.Mul, next[0], Aten.Cast(running, next[0].Type));
                next = [.. next.Zip(state, (after, before) => Torch.Call(Aten.Where, running, after, before))];
            }

            state = next;
        }

        return (outputs.Length > 0 ? Torch.Call(Aten.Stack, outputs, 0) : Torch.Call(Aten.Zeros, new[] { 0, shape[1], state[0].Shape[1] }, (long)x.Type), state);
    }

    private static TorchTensor Initial(KernelCall call, int slot, int direction, long batch, long hidden, bool batchFirst) => call.Optional(slot) is { } given
        ? Torch.Call(Aten.Select, given, batchFirst ? 1 : 0, direction)
        : Torch.Call(Aten.Zeros, new[] { batch, hidden }, (long)call[0].Type);

    private static Cell Simple(Func<TorchTensor, TorchTensor> clip) => (input, state, weights, activations) =>
        [activations[0].Apply(clip(Torch.Call(Aten.Add, input, weights.OfState(state[0]))))];

    /// <summary>Gates z, r, h.</summary>
    private static Cell GatedCell(Func<TorchTensor, TorchTensor> clip, bool linearBeforeReset) => (input, state, weights, activations) =>
    {
        var h = state[0];
        var size = h.Shape[^1];
        var gates = Torch.CallMany(SplitSizes, input, size, -1);
        var recurrent = weights.ByGate(size);
        var update = activations[0].Apply(clip(Torch.Call(Aten.Add, gates[0], recurrent[0].OfState(h))));
        var reset = activations[0].Apply(clip(Torch.Call(Aten.Add, gates[1], recurrent[1].OfState(h))));
        var remembered = linearBeforeReset
            ? Torch.Call(Aten.Mul, reset, recurrent[2].OfState(h))
            : recurrent[2].OfState(Torch.Call(Aten.Mul, reset, h));
        var candidate = activations[1].Apply(clip(Torch.Call(Aten.Add, gates[2], remembered)));
        return [Torch.Call(Aten.Add, candidate, Torch.Call(Aten.Mul, update, Torch.Call(Aten.Sub, h, candidate)))];
    };

    /// <summary>Gates i, o, f, c; peepholes for i, o, f.</summary>
    private static Cell LongShortTerm(Func<TorchTensor, TorchTensor> clip) => (input, state, weights, activations) =>
    {
        var (h, memory) = (state[0], state[1]);
        var size = h.Shape[^1];
        var gates = Torch.CallMany(SplitSizes, Torch.Call(Aten.Add, input, weights.OfState(h)), size, -1);
        var peepholes = weights.Peepholes is { } row ? Torch.CallMany(SplitSizes, row, size, -1) : null;
        var enter = activations[0].Apply(clip(Look(gates[0], 0, memory)));
        var keep = weights.CouplesInputAndForget
            ? Torch.Call(Aten.AddScalar, Torch.Call(Aten.MulScalar, enter, -1.0), 1.0)
            : activations[0].Apply(clip(Look(gates[2], 2, memory)));
        var candidate = activations[1].Apply(clip(gates[3]));
        var next = Torch.Call(Aten.Add, Torch.Call(Aten.Mul, keep, memory), Torch.Call(Aten.Mul, enter, candidate));
        var leave = activations[0].Apply(clip(Look(gates[1], 1, next)));
        return [Torch.Call(Aten.Mul, leave, activations[2].Apply(next)), next];

        TorchTensor Look(TorchTensor gate, int peephole, TorchTensor at) => peepholes is null
            ? gate
            : Torch.Call(Aten.Add, gate, Torch.Call(Aten.Mul, peepholes[peephole], at));
    };
}
