using System.Globalization;

namespace AutoCompress.Host.Silos;

/// <summary>The processor cores that this process may run on.</summary>
public static class ProcessorCores
{
    private const string Status = "/proc/self/status";
    private const string Field = "Cpus_allowed_list:";

    /// <summary>As many core numbers as .NET counts processors (it knows of quotas), the lowest of those that are allowed.</summary>
    public static IReadOnlyList<int> Allowed()
    {
        var count = Environment.ProcessorCount;
        var line = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal))
            : null;
        var listed = line is null ? [] : Parse(line[Field.Length..]).Take(count).ToArray();
        return listed.Length == count ? listed : [.. Enumerable.Range(0, count)];
    }

    /// <summary>Numbers of a list such as "0-3,8,10-11".</summary>
    public static IEnumerable<int> Parse(string list)
    {
        foreach (var range in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-');
            var first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            var last = int.Parse(ends[^1], CultureInfo.InvariantCulture);
            for (var core = first; core <= last; core++)
            {
                yield return core;
            }
        }
    }
}
