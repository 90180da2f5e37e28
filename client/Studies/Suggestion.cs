namespace AutoCompress.Client.Studies;

/// <summary>The remedy for a word that is not known.</summary>
internal static class Suggestion
{
    /// <summary>Names the nearest of <paramref name="known"/> when it is near enough to be a slip, and all of them otherwise.</summary>
    public static string For(string word, IEnumerable<string> known)
    {
        var names = known.ToList();
        var nearest = names.Select(name => (Name: name, Distance: Distance(word, name))).OrderBy(each => each.Distance).FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Max(1, nearest.Name.Length / 3)
            ? $"Did you mean {nearest.Name}?"
            : $"Known are {string.Join(", ", names)}.";
    }

    /// <summary>Letters to insert, delete, replace or swap with their neighbour (optimal string alignment).</summary>
    internal static int Distance(string one, string other)
    {
        var table = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var same = one[i - 1] == other[j - 1] ? 0 : 1;
                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + same);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[one.Length, other.Length];
    }
}
