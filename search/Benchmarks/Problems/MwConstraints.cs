using static System.Math;

namespace AutoCompress.Search.Benchmarks.Problems;

/// <summary>The constraints of Ma and Wang 2019, section III.D, on the costs f; each is kept where it is at most 0.</summary>
internal static class MwConstraints
{
    public static double[] One(double[] f) => [f[0] + f[1] - 1 - 0.5 * Pow(Sin(2 * PI * Along(f)), 8)];

    public static double[] Two(double[] f) => [f[0] + f[1] - 1 - 0.5 * Pow(Sin(3 * PI * Along(f)), 8)];

    public static double[] Three(double[] f)
    {
        var wave = Sin(0.75 * PI * Along(f));
        return [f[0] + f[1] - 1.05 - 0.45 * Pow(wave, 6), 0.85 - f[0] - f[1] + 0.3 * wave * wave];
    }

    public static double[] Four(double[] f) => [f.Sum() - 1 - 0.4 * Pow(Sin(2.5 * PI * (f[2] - f[0] - f[1])), 8)];

    public static double[] Five(double[] f)
    {
        var (r, angle) = (Radius(f), Angle(f));
        var wave = Sin(6 * Pow(0.5 * PI - 2 * Abs(angle - 0.25 * PI), 3));
        return [r - Square(1.7 - 0.2 * Sin(2 * angle)), Square(1 + 0.5 * wave) - r, Square(1 - 0.45 * wave) - r];
    }

    public static double[] Six(double[] f)
    {
        var wave = Pow(Cos(6 * Pow(Angle(f), 4)), 10);
        return [Square(f[0] / (1 + 0.15 * wave)) + Square(f[1] / (1 + 0.75 * wave)) - 1];
    }

    public static double[] Seven(double[] f)
    {
        var (r, wave) = (Radius(f), Sin(4 * Angle(f)));
        return [r - Square(1.2 + Abs(0.4 * Pow(wave, 16))), Square(1.15 - 0.2 * Pow(wave, 8)) - r];
    }

    public static double[] Eight(double[] f)
    {
        var r = Radius(f);
        return [r - Square(1.25 - 0.5 * Square(Sin(6 * Asin(Min(1, f[2] / Sqrt(r))))))];
    }

    public static double[] Nine(double[] f)
    {
        var (s, y) = (f[0] * f[0], f[1]);
        var first = (1 - 0.64 * s - y) * (1 - 0.36 * s - y);
        var second = (1.35 * 1.35 - Square(f[0] + 0.35) - y) * (1.15 * 1.15 - Square(f[0] + 0.15) - y);
        return [Min(first, second)];
    }

    public static double[] Ten(double[] f)
    {
        var (s, y) = (f[0] * f[0], f[1]);
        return [-(2 - 4 * s - y) * (2 - 8 * s - y), (2 - 2 * s - y) * (2 - 16 * s - y), (1 - s - y) * (1.2 - 1.2 * s - y)];
    }

    public static double[] Eleven(double[] f)
    {
        var (s, y) = (f[0] * f[0], f[1]);
        return
        [
            -(3 - s - y) * (3 - 2 * s - y),
            (3 - 0.625 * s - y) * (3 - 7 * s - y),
            -(1.62 - 0.18 * s - y) * (1.125 - 0.125 * s - y),
            (2.07 - 0.23 * s - y) * (0.63 - 0.07 * s - y),
        ];
    }

    public static double[] Twelve(double[] f)
    {
        var (x, y) = (f[0], f[1]);
        return
        [
            -(1 - 0.625 * x - y + Ripple(y - x / 1.6)) * (1.4 - 0.875 * x - y + Ripple(y / 1.4 - x / 1.6)),
            (1 - 0.8 * x - y + Ripple(y - x / 1.5)) * (1.8 - 1.125 * x - y + Ripple(y / 1.8 - x / 1.6)),
        ];
    }

    public static double[] Thirteen(double[] f)
    {
        var (x, y) = (f[0], f[1] + 0.5 * Sin(3 * PI * f[0]));
        return [-(5 - (1 + x + 0.5 * x * x) - y) * (5 - (1 + 0.7 * x) - y), (5 - Exp(x) - y) * (5 - (1 + 0.4 * x) - y)];
    }

    public static double[] Fourteen(double[] f) =>
        [f[2] - 0.5 * f.Take(2).Sum(x => 6.1 - (1 + x + 0.5 * x * x + 1.5 * Sin(1.1 * PI * x * x)))];

    /// <summary>The place along the diagonal of a front.</summary>
    private static double Along(double[] f) => Sqrt(2) * (f[1] - f[0]);

    private static double Angle(double[] f) => Atan2(f[1], f[0]);

    private static double Radius(double[] f) => f.Sum(v => v * v);

    private static double Ripple(double at) => 0.08 * Sin(2 * PI * at);

    private static double Square(double v) => v * v;
}
