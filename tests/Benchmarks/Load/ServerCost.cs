using System.Globalization;

namespace AutoCompress.Benchmarks.Load;

/// <summary>Processor time of a PostgreSQL server and all its processes, those that ended included, from /proc.</summary>
internal static class ServerCost
{
    private const double TicksPerSecond = 100;

    /// <param name="data">What the server's command line names: its data folder.</param>
    /// <returns>Seconds.</returns>
    public static double Seconds(string data)
    {
        var stats = Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Select(Stat).OfType<(string Command, int Id, int Parent, double Own, double Children)>().ToList();
        var server = stats.Find(stat => stat.Command.Contains("postgres", StringComparison.Ordinal)
            && CommandLine(stat.Id).Split('\0') is [var program, ..] words && Path.GetFileName(program) == "postgres" && words.Contains(data));
        return server.Own + server.Children + stats.Where(stat => stat.Parent == server.Id).Sum(stat => stat.Own);
    }

    private static (string, int, int, double, double)? Stat(string process)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(process, "stat"));
            var name = text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..text.LastIndexOf(')')];
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (name, Number(text.Split(' ')[0]), Number(fields[1]), Ticks(fields[11]) + Ticks(fields[12]), Ticks(fields[13]) + Ticks(fields[14]));
        }
        catch (IOException)
        {
            return null; // ended meanwhile, or no process at all
        }
    }

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Ticks(string text) => long.Parse(text, CultureInfo.InvariantCulture) / TicksPerSecond;
}
