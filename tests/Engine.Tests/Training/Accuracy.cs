using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Training;

namespace AutoCompress.Engine.Tests.Training;

/// <summary>Share of right answers on ONNX Runtime: what was trained is what ships.</summary>
internal static class Accuracy
{
    public static double Of(ModelGraph graph, ITrainingBatches batches, int samples)
    {
        var batch = TrainingBatch.For(batches, samples);
        batches.Fill(0, batch);
        using var session = OrtSession.Of(graph);
        var logits = session.Run(Tensor.Of(batch.Inputs, [samples, .. batches.Inputs[0].Shape]))[0];
        var classes = (int)logits.Shape[1];
        var right = 0;
        for (var row = 0; row < samples; row++)
        {
            var scores = logits.Values<float>().Slice(row * classes, classes);
            right += System.Numerics.Tensors.TensorPrimitives.IndexOfMax(scores) == (int)batch.Truth[row] ? 1 : 0;
        }

        return (double)right / samples;
    }
}
