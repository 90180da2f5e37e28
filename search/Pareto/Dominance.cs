namespace AutoCompress.Search.Pareto;

/// <summary>Pareto dominance of costs, and Deb's constrained dominance of points.</summary>
public static class Dominance
{
    /// <summary>Whether <paramref name="a"/> is nowhere worse than <paramref name="b"/> and somewhere better. Lower is better.</summary>
    public static bool Dominates(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var better = false;
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] > b[i])
            {
                return false;
            }

            better |= a[i] < b[i];
        }

        return better;
    }

    /// <summary>
    /// Constrained dominance (Deb et al. 2002, section VI): a feasible point beats an infeasible one, of two infeasible ones the smaller
    /// violation wins, and of two feasible ones the costs decide. Among equal violations the costs decide as well.
    /// </summary>
    public static bool Dominates(ParetoPoint a, ParetoPoint b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return a.Violation == b.Violation ? Dominates(a.Costs.AsSpan(), b.Costs.AsSpan()) : a.Violation < b.Violation;
    }
}
