using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Tasks;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Measuring;

public sealed class AgreementTests
{
    private const int Samples = 1000;
    private const int Classes = 5;
    private static readonly AnswerTable Reference = Logits(0, 0);

    [Fact]
    public void Tolerances_AreThoseOfTheDesign()
    {
        Assert.Equal(1e-4, AgreementTolerance.For(Precision.Fp32).Relative);
        Assert.Equal(0.998, AgreementTolerance.For(Precision.Int8).Top1);
        Assert.Equal(0.01, AgreementTolerance.For(Precision.Int8).RangeError);
        Assert.NotNull(AgreementTolerance.For(Precision.Fp16).Relative);
    }

    [Theory]
    [InlineData(Precision.Fp32, 5e-5, true)]
    [InlineData(Precision.Fp32, 3e-4, false)]
    [InlineData(Precision.Fp16, 3e-4, true)]
    [InlineData(Precision.Fp16, 5e-2, false)]
    [InlineData(Precision.Int8, 8e-3, true)]
    [InlineData(Precision.Int8, 6e-2, false)]
    public void Require_ErrorAsShareOfTheRange_PassesBelowTheLimit(Precision precision, double error, bool passes)
    {
        // The first class leads by far, so that answers stay the same. Logits reach from -1 to 9: a range of 10, a largest magnitude of 9.
        var agreement = Agreement.Of(Logits(10 * error, 0), Reference);

        if (passes)
        {
            Assert.Equal(1, agreement.Require(AgreementTolerance.For(precision))!.Value);
        }
        else
        {
            var failure = Assert.Throws<StepFailureException>(() => agreement.Require(AgreementTolerance.For(precision)));
            Assert.Equal(FailureCause.Disagreement, failure.Cause);
        }
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(6, true)]
    [InlineData(7, false)]
    [InlineData(30, false)]
    public void Require_AnswersDiffer_AllowsWhatTwoInAThousandMayGiveByChance(int differing, bool passes)
    {
        var tolerance = AgreementTolerance.Int8 with { RangeError = null };
        var agreement = Agreement.Of(Logits(0, differing), Reference);

        Assert.Equal(Samples - differing, agreement.Same);
        if (passes)
        {
            var share = agreement.Require(tolerance)!;
            Assert.Equal(1 - (differing / 1000.0), share.Value, 12);
            Assert.True(share.Low < share.Value && share.High > share.Value);
        }
        else
        {
            Assert.Contains($"{differing} answers differ", Assert.Throws<StepFailureException>(() => agreement.Require(tolerance)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Require_OneOfFewSamplesDiffers_Passes() =>
        Agreement.Of(Logits(0, 1).Take(50), Reference.Take(50)).Require(AgreementTolerance.Int8 with { RangeError = null });

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Of_NotFinite_IsADisagreement(float value)
    {
        var values = Reference.Values.ToArray();
        values[7] = value;

        Assert.Equal(FailureCause.Disagreement, Assert.Throws<StepFailureException>(() => Agreement.Of(new(Classes, values), Reference)).Cause);
    }

    [Fact]
    public void Of_OtherSize_IsADisagreement() =>
        Assert.Contains("rows of 5", Assert.Throws<StepFailureException>(() => Agreement.Of(Reference.Take(3), Reference)).Message, StringComparison.Ordinal);

    [Fact]
    public void SaveAndLoad_Table_IsTheSame()
    {
        var path = Path.GetTempFileName();
        try
        {
            Reference.Save(path);
            Assert.Equal(Reference.Values.ToArray(), AnswerTable.Load(path).Values.ToArray());

            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
            Assert.Equal(FailureCause.Storage, Assert.Throws<StepFailureException>(() => AnswerTable.Load(path)).Cause);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Require_RealNumbers_HaveNoShareOfEqualAnswers()
    {
        ImmutableArray<AnswerPart> parts = [new(new("y", OutputKind.Values), [2], 0), new(new("z", OutputKind.Values), [1], 2)];
        AnswerTable shipped = new(parts, [1, 2, 300, 3, 4, 500]), reference = new(parts, [1, 2, 300, 3, 4.1f, 500]);

        Assert.Null(Agreement.Of(reference, reference).Require(AgreementTolerance.Fp32));
        Assert.Throws<StepFailureException>(() => Agreement.Of(shipped, reference, 0).Require(AgreementTolerance.Fp32));
        Assert.Null(Agreement.Of(shipped, reference, 1).Require(AgreementTolerance.Fp32));
    }

    /// <summary>Class 0 leads with 9 before −1; every logit is off by ±error, and in the first <paramref name="differing"/> samples class 1 leads.</summary>
    private static AnswerTable Logits(double error, int differing)
    {
        var random = new SplitMix64(2);
        var values = new float[Samples * Classes];
        for (var i = 0; i < values.Length; i++)
        {
            var leader = i / Classes < differing ? 1 : 0;
            values[i] = (float)((i % Classes == leader ? 9 : -1) + (random.Next(2) == 0 ? error : -error));
        }

        return new(Classes, values);
    }
}
