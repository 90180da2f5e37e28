using System.Runtime.Intrinsics;

namespace AutoCompress.Search.Surrogates;

/// <summary>Matérn's covariance of smoothness 5/2 with a length scale for each gene (ARD) and noise, both as a share of the signal.</summary>
/// <param name="weights">For each coordinate the inverse square of its length scale.</param>
/// <param name="noise">Variance of the noise over that of the signal.</param>
internal sealed class Kernel(double[] weights, double noise)
{
    /// <summary>Coordinates of less weight than this change no distance that counts.</summary>
    private const double Negligible = 1e-7;

    private const double RootOf5 = 2.23606797749979;

    public double Noise => noise;

    /// <summary>(1 + s + s²/3) e⁻ˢ with s = √5 r.</summary>
    public static double Of(double squaredDistance)
    {
        var s = RootOf5 * Math.Sqrt(squaredDistance);
        return (1 + s + s * s / 3) * PortableMath.Exp(-s);
    }

    /// <summary>The covariances of <paramref name="point"/> with each of <paramref name="set"/>; <paramref name="result"/> is as long as its capacity.</summary>
    public void Fill(TrainingSet set, double[] point, double[] result)
    {
        var used = (set.Count + PortableMath.Lanes - 1) / PortableMath.Lanes * PortableMath.Lanes;
        var distances = result.AsSpan(0, used);
        distances.Clear();
        for (var c = 0; c < weights.Length; c++)
        {
            if (weights[c] > Negligible)
            {
                AddSquares(set.Column(c), Vector256.Create(point[c]), Vector256.Create(weights[c]), distances);
            }
        }

        for (var i = 0; i < used; i += PortableMath.Lanes)
        {
            var s = Vector256.Sqrt(Vector256.Create<double>(distances[i..])) * RootOf5;
            ((Vector256<double>.One + s + s * s * (1 / 3.0)) * PortableMath.Exp(-s)).CopyTo(distances[i..]);
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
}
