using AutoCompress.Engine.Data;
using AutoCompress.Engine.Native.Torch;

namespace AutoCompress.Engine.Training;

/// <summary>The tensors of a batch's inputs, one for each input of the model, made once and written again and again. They live as long as their scope.</summary>
internal sealed class FedInputs
{
    private readonly ITrainingBatches _batches;
    private readonly int _count;
    private readonly float[][] _values;

    public FedInputs(ITrainingBatches batches, int count, TorchScope scope, int device = TorchTensor.Cpu)
    {
        (_batches, _count) = (batches, count);
        _values = [.. batches.Inputs.Select(part => new float[count * part.Size])];
        Tensors = [.. batches.Inputs.Select((part, i) => scope.Own(TorchTensor.From<float>(_values[i], TorchType.Float, [count, .. part.Shape], device)))];
    }

    /// <summary>[count, shape of the input...] of floats; a model that takes whole numbers casts them.</summary>
    public TorchTensor[] Tensors { get; }

    public void Write(TrainingBatch batch)
    {
        for (var i = 0; i < Tensors.Length; i++)
        {
            _batches.Inputs[i].Gather(batch.Inputs, _batches.SampleSize, _count, _values[i]);
            Tensors[i].Write<float>(_values[i]);
        }
    }
}
