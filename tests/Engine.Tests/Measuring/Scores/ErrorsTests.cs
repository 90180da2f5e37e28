using AutoCompress.Engine.Measuring.Scores;

namespace AutoCompress.Engine.Tests.Measuring.Scores;

public sealed class ErrorsTests
{
    [Fact]
    public void Scores_TwoOutputs_AreThoseOfTheTextbook()
    {
        // Output 0: wanted 1 2 3, given 1 2 5: R² 1 − 4/2 = −1. Output 1: wanted 0 10 20, given as wanted: 1.
        var sums = Sums([[1, 0], [2, 10], [3, 20]], [[1, 0], [2, 10], [5, 20]]);

        Assert.Equal(0, Errors.RSquared(sums), 12);
        Assert.Equal(Math.Sqrt(4.0 / 6), Errors.Rmse(sums), 12);
        Assert.Equal(2.0 / 6, Errors.Mae(sums), 12);
        Assert.Equal(Math.Sqrt(4.0 / (14 + 500)), Errors.Relative(sums), 12);
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(8, 0)]
    public void RSquared_WantedNeverDiffers_IsOneWithoutAnyErrorElseZero(double given, double expected) =>
        Assert.Equal(expected, Errors.RSquared(Sums([[7], [7]], [[given], [given]])));

    private static double[] Sums(double[][] wanted, double[][] given)
    {
        var tally = Errors.Empty(wanted[0].Length);
        for (var sample = 0; sample < wanted.Length; sample++)
        {
            for (var output = 0; output < wanted[sample].Length; output++)
            {
                Errors.Count(tally, output, wanted[sample][output], given[sample][output]);
            }

            tally.EndSample();
        }

        return tally.Sums();
    }
}
