using System.Runtime.Intrinsics;

namespace AutoCompress.Search.Surrogates;

/// <summary>
/// Matérn's covariance of smoothness 5/2 with a length scale for each gene (ARD), a straight line and a parabola for each gene, and
/// noise, all as shares of the signal. The parabolas let a process see the middle of a valley after trials on its two sides alone.
/// </summary>
/// <param name="weights">For each coordinate the inverse square of its length scale.</param>
/// <param name="curved">Whether a coordinate is an ordered gene's, which may have a parabola.</param>
/// <param name="linear">Variance of a line's slope.</param>
/// <param name="quadratic">Variance of a parabola's curvature.</param>
/// <param name="noise">Variance of the noise.</param>
internal sealed class Kernel(double[] weights, bool[] curved, double linear, double quadratic, double noise)
{
    /// <summary>Coordinates of less weight than this change no distance that counts.</summary>
    private const double Negligible = 1e-7;

    private const double RootOf5 = 2.23606797749979;

    public double Noise => noise;

    /// <summary>Legendre's polynomials of degree 1 and 2 on 0 … 1.</summary>
    public static (double Line, double Parabola) Basis(double x)
    {
        var line = 2 * x - 1;
        return (line, 1.5 * line * line - 0.5);
    }

    /// <summary>The covariance of <paramref name="point"/> with itself, without noise.</summary>
    public double Variance(double[] point)
    {
        var variance = 1.0;
        for (var c = 0; c < point.Length; c++)
        {
            var (line, parabola) = Basis(point[c]);
            variance += linear * line * line + (curved[c] ? quadratic * parabola * parabola : 0);
        }

        return variance;
    }

    /// <summary>The covariances of <paramref name="point"/> with each of <paramref name="set"/>; <paramref name="result"/> is as long as its capacity.</summary>
    public void Fill(TrainingSet set, double[] point, double[] result)
    {
        var used = (set.Count + PortableMath.Lanes - 1) / PortableMath.Lanes * PortableMath.Lanes;
        var distances = result.AsSpan(0, used);
        Span<double> trend = stackalloc double[used];
        distances.Clear();
        trend.Clear();
        for (var c = 0; c < weights.Length; c++)
        {
            if (weights[c] > Negligible)
            {
                AddSquares(set.Column(c), Vector256.Create(point[c]), Vector256.Create(weights[c]), distances);
            }

            var (line, parabola) = Basis(point[c]);
            AddTrend(set.Column(c), Vector256.Create(linear * line), Vector256.Create(curved[c] ? quadratic * parabola : 0), trend);
        }

        for (var i = 0; i < used; i += PortableMath.Lanes)
        {
            var s = Vector256.Sqrt(Vector256.Create<double>(distances[i..])) * RootOf5;
            var matern = (Vector256<double>.One + s + s * s * (1 / 3.0)) * PortableMath.Exp(-s);
            (matern + Vector256.Create<double>(trend[i..])).CopyTo(distances[i..]);
        }
    }

    private static void AddSquares(double[] column, Vector256<double> at, Vector256<double> weight, Span<double> distances)
    {
        for (var i = 0; i < distances.Length; i += PortableMath.Lanes)
        {
            var difference = Vector256.Create(column, i) - at;
            (Vector256.Create<double>(distances[i..]) + weight * difference * difference).CopyTo(distances[i..]);
        }
    }

    private static void AddTrend(double[] column, Vector256<double> slope, Vector256<double> curvature, Span<double> trend)
    {
        for (var i = 0; i < trend.Length; i += PortableMath.Lanes)
        {
            var line = Vector256.Create(column, i) * 2.0 - Vector256<double>.One;
            var parabola = line * line * 1.5 - Vector256.Create(0.5);
            (Vector256.Create<double>(trend[i..]) + slope * line + curvature * parabola).CopyTo(trend[i..]);
        }
    }
}
