using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Quantizing.Calibration;
using AutoCompress.Engine.Quantizing.Lowering;
using AutoCompress.Engine.Quantizing.Placement;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Quantizing;

/// <summary>
/// From a trained float graph to the graph that ships. Write it with <see cref="SaveOptions.Export"/>. Each call leaves its graph as it is and
/// returns another one. Uses ONNX Runtime, so it runs in the worker process.
/// </summary>
public static class Quantizer
{
    /// <summary>The graph in <paramref name="precision"/>, without further training.</summary>
    /// <param name="trained">Float, BatchNorms may still be there; batches of any size must run.</param>
    /// <param name="method">How activation ranges are estimated; for <see cref="Precision.Int8"/> only.</param>
    /// <param name="calibration">Values of the model's inputs by name, enumerated once and never kept; read for <see cref="Precision.Int8"/> only.
    /// A few hundred samples are enough.</param>
    /// <param name="weightBits">Of int8 weights whose products are summed as integers, see <see cref="WeightBits"/>: 8, or 7 for a target whose kernels would saturate.</param>
    /// <exception cref="StepFailureException"><see cref="FailureCause.Infeasible"/> when nothing in the graph can be quantized;
    /// <see cref="FailureCause.Unsupported"/> for an old opset that cannot be raised;
    /// <see cref="FailureCause.InvalidData"/> without a calibration batch; <see cref="FailureCause.NotANumber"/> for an activation that is not finite.</exception>
    public static ModelGraph Export(
        ModelGraph trained,
        Precision precision,
        CalibrationMethod method,
        IEnumerable<IReadOnlyList<(string Name, Tensor Value)>> calibration,
        int weightBits,
        CancellationToken cancellation) => precision switch
        {
            Precision.Fp32 => Fold(trained),
            Precision.Fp16 => new HalfPrecision().Apply(Fold(trained)).Graph,
            Precision.WeightInt8 => Changed(new WeightOnlyQuantization(), Modern(trained)),
            Precision.DynamicInt8 => Changed(new DynamicQuantization(weightBits), Modern(trained)),
            Precision.Int8 => Lower(PrepareQat(trained, method, calibration, weightBits, cancellation)),
            _ => throw new ArgumentOutOfRangeException(nameof(precision)),
        };

    /// <summary><see cref="Export(ModelGraph, Precision, CalibrationMethod, IEnumerable{IReadOnlyList{ValueTuple{string, Tensor}}}, int, CancellationToken)"/> for a model with one input.</summary>
    /// <exception cref="StepFailureException">Also <see cref="FailureCause.Unsupported"/>: the model has several inputs.</exception>
    public static ModelGraph Export(
        ModelGraph trained, Precision precision, CalibrationMethod method, IEnumerable<Tensor> calibration, int weightBits, CancellationToken cancellation) =>
        Export(trained, precision, method, Named(trained, calibration), weightBits, cancellation);

    /// <inheritdoc cref="Export(ModelGraph, Precision, CalibrationMethod, IEnumerable{Tensor}, int, CancellationToken)"/>
    public static ModelGraph PrepareQat(ModelGraph trained, CalibrationMethod method, IEnumerable<Tensor> calibration, int weightBits, CancellationToken cancellation) =>
        PrepareQat(trained, method, Named(trained, calibration), weightBits, cancellation);

    /// <summary>The folded graph with calibrated QuantizeLinear→DequantizeLinear pairs and float weights: what quantization-aware training trains.</summary>
    /// <inheritdoc cref="Export(ModelGraph, Precision, CalibrationMethod, IEnumerable{IReadOnlyList{ValueTuple{string, Tensor}}}, int, CancellationToken)"/>
    public static ModelGraph PrepareQat(
        ModelGraph trained,
        CalibrationMethod method,
        IEnumerable<IReadOnlyList<(string Name, Tensor Value)>> calibration,
        int weightBits,
        CancellationToken cancellation)
    {
        var folded = new IntegerNormalForm().Apply(Modern(trained)).Graph;
        var plan = QuantizationPlanner.Plan(folded);
        if (plan.IsEmpty)
        {
            throw NothingToQuantize();
        }

        var histograms = Calibrator.Observe(folded, plan.Activations, calibration, cancellation);
        return new QdqPlacement(plan, Calibrator.Ranges(histograms, method), weightBits).Apply(folded).Graph;
    }

    /// <summary>Int8 weights and int32 biases instead of pairs on float constants; see <see cref="QdqLowering"/>.</summary>
    /// <param name="quantized">Prepared for quantization-aware training, and trained since or not.</param>
    public static ModelGraph Lower(ModelGraph quantized) => new QdqLowering().Apply(quantized).Graph;

    private static IEnumerable<IReadOnlyList<(string Name, Tensor Value)>> Named(ModelGraph graph, IEnumerable<Tensor> batches)
    {
        foreach (var batch in batches)
        {
            yield return graph.Inputs is [var input]
                ? [(input.Name, batch)]
                : throw new StepFailureException(FailureCause.Unsupported, $"Calibration feeds models with one input here; this one has {graph.Inputs.Count}.");
        }
    }

    private static ModelGraph Fold(ModelGraph trained) => new FoldForExport().Apply(trained).Graph;

    /// <summary>Folded, in an opset that has a scale for each channel.</summary>
    private static ModelGraph Modern(ModelGraph trained) => new RaiseOpset().Apply(Fold(trained)).Graph;

    private static ModelGraph Changed(GraphPass pass, ModelGraph graph) =>
        pass.Apply(graph) is { Changed: true } result ? result.Graph : throw NothingToQuantize();

    private static StepFailureException NothingToQuantize() => new(
        FailureCause.Infeasible,
        "No Conv, Gemm or MatMul of the model has constant 32-bit float weights, so that there is nothing to quantize. Choose fp32 or fp16.");
}
