using AutoCompress.Spaces;

namespace AutoCompress.Engine.Measuring;

/// <summary>
/// How far a shipped file may be from the trainer's own output of the same graph, by precision. A limit that is null is not checked.
/// Errors are shares of the reference's range (largest minus smallest logit of all samples), the relative one of its largest magnitude.
/// </summary>
/// <param name="Relative">Of the largest error, as a share of the largest magnitude.</param>
/// <param name="Absolute">Added to the relative limit; matters where all logits are near 0.</param>
/// <param name="RangeError">Of the root mean square error. Not of the largest: one activation that rounds the other way is a step of 1/255 of its range, and a few of them meet in some logit.</param>
/// <param name="Top1">Smallest share of samples with the same largest logit. Broken when as many differing ones would come by chance in less
/// than 1 % of sound files, so that one or two unlucky samples among few do not fail a trial.</param>
public sealed record AgreementTolerance(double? Relative, double Absolute, double? RangeError, double? Top1)
{
    /// <summary>Float arithmetic in another order: 1e-4 relative.</summary>
    public static AgreementTolerance Fp32 { get; } = new(1e-4, 1e-5, null, null);

    /// <summary>Weights and activations with 11 significant bits, against the float graph: each layer adds 2^-11, some twenty of them 1 %.</summary>
    public static AgreementTolerance Fp16 { get; } = new(2e-2, 1e-3, 5e-3, 0.995);

    /// <summary>Rounding to 8 bits may fall either way where the sum differs in its last bit: 99.8 % of the answers, 1 % of the range.</summary>
    public static AgreementTolerance Int8 { get; } = new(null, 0, 1e-2, 0.998);

    /// <summary>
    /// The trainer has no scales of the moment, so the reference is the float graph: this bounds the quantization itself. A small trained
    /// network gave 98.3 % of the float answers at an error of 0.3 % of the range.
    /// </summary>
    public static AgreementTolerance DynamicInt8 { get; } = new(null, 0, 3e-2, 0.95);

    /// <summary>The chance below which differing answers are no bad luck any more.</summary>
    internal const double BadLuck = 0.01;

    public static AgreementTolerance For(Precision precision) => precision switch
    {
        Precision.Fp32 or Precision.WeightInt8 => Fp32,
        Precision.Fp16 => Fp16,
        Precision.DynamicInt8 => DynamicInt8,
        _ => Int8,
    };
}
