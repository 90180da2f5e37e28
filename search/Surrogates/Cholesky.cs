namespace AutoCompress.Search.Surrogates;

/// <summary>The lower triangular factor of a symmetric, positive definite matrix, row by row, so that it can grow.</summary>
internal sealed class Cholesky
{
    private const double LeastPivot = 1e-10;
    private readonly List<double[]> _rows = [];

    public int Count => _rows.Count;

    /// <summary>Sum of the logarithms of the diagonal: half of the logarithm of the determinant.</summary>
    public double HalfLogDeterminant => _rows.Sum(row => PortableMath.Log(row[^1]));

    /// <summary>Appends a row of the matrix up to its diagonal; a pivot that is not positive is lifted.</summary>
    public void Add(double[] row)
    {
        for (var j = 0; j < Count; j++)
        {
            row[j] = (row[j] - PortableMath.Dot(row, _rows[j], j)) / _rows[j][j];
        }

        row[Count] = Math.Sqrt(Math.Max(LeastPivot, row[Count] - PortableMath.Dot(row, row, Count)));
        _rows.Add(row);
    }

    /// <summary>L⁻¹ b, in place.</summary>
    public void SolveLower(double[] b)
    {
        for (var i = 0; i < Count; i++)
        {
            b[i] = (b[i] - PortableMath.Dot(_rows[i], b, i)) / _rows[i][i];
        }
    }

    /// <summary>L⁻ᵀ b, in place.</summary>
    public void SolveUpper(double[] b)
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            b[i] /= _rows[i][i];
            for (var j = 0; j < i; j++)
            {
                b[j] -= _rows[i][j] * b[i];
            }
        }
    }

    /// <summary>The inverse of the matrix; only its lower triangle is filled.</summary>
    public double[][] Inverse()
    {
        var columns = new double[Count][];
        for (var j = 0; j < Count; j++)
        {
            columns[j] = new double[Count];
            columns[j][j] = 1 / _rows[j][j];
            for (var i = j + 1; i < Count; i++)
            {
                columns[j][i] = -PortableMath.Dot(_rows[i].AsSpan(j), columns[j].AsSpan(j), i - j) / _rows[i][i];
            }
        }

        var inverse = new double[Count][];
        for (var i = 0; i < Count; i++)
        {
            inverse[i] = new double[i + 1];
            for (var j = 0; j <= i; j++)
            {
                inverse[i][j] = PortableMath.Dot(columns[i].AsSpan(i), columns[j].AsSpan(i), Count - i);
            }
        }

        return inverse;
    }
}
