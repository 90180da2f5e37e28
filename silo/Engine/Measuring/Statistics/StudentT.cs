namespace AutoCompress.Engine.Measuring.Statistics;

/// <summary>Student's t distribution.</summary>
internal static class StudentT
{
    private static readonly double[] Exact = [12.706205, 4.302653, 3.182446, 2.776445];

    /// <summary>The 97.5 % quantile: exact up to 4 degrees of freedom, beyond by Abramowitz and Stegun 26.7.5, to 4 digits.</summary>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    public static double Quantile975(int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        if (degrees <= Exact.Length)
        {
            return Exact[degrees - 1];
        }

        const double z = Normal.Z;
        var (z3, z5, z7, z9) = (Math.Pow(z, 3), Math.Pow(z, 5), Math.Pow(z, 7), Math.Pow(z, 9));
        double n = degrees;
        return z
            + ((z3 + z) / (4 * n))
            + (((5 * z5) + (16 * z3) + (3 * z)) / (96 * n * n))
            + (((3 * z7) + (19 * z5) + (17 * z3) - (15 * z)) / (384 * n * n * n))
            + (((79 * z9) + (776 * z7) + (1482 * z5) - (1920 * z3) - (945 * z)) / (92160 * n * n * n * n));
    }
}
