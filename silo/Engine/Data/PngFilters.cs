namespace AutoCompress.Engine.Data;

/// <summary>Undoes the filters of a PNG's rows (ISO/IEC 15948, clause 9).</summary>
internal static class PngFilters
{
    /// <param name="rows">Each row behind the number of its filter; undone in place.</param>
    /// <exception cref="Trials.StepFailureException">InvalidData: a filter that PNG does not define.</exception>
    public static byte[] Undo(PngHeader header, byte[] rows, string path)
    {
        var step = Math.Max(1, header.Numbers * header.BitDepth / 8);
        var stride = 1 + header.RowBytes;
        for (var y = 0; y < header.Height; y++)
        {
            var row = rows.AsSpan((y * stride) + 1, header.RowBytes);
            var above = y == 0 ? default : rows.AsSpan(((y - 1) * stride) + 1, header.RowBytes);
            var filter = rows[y * stride];
            if (filter > 4)
            {
                throw PngFile.Damaged(path, $"has filter {filter} on row {y}, which PNG does not define");
            }

            for (var x = 0; x < row.Length && filter > 0; x++)
            {
                int left = x < step ? 0 : row[x - step];
                int up = above.IsEmpty ? 0 : above[x];
                int corner = x < step || above.IsEmpty ? 0 : above[x - step];
                row[x] += (byte)(filter switch
                {
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    _ => Paeth(left, up, corner),
                });
            }
        }

        return rows;
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (toLeft, toUp, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
