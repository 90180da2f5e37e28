using System.Globalization;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>What happens in a history, in order: always as a hash, as text where somebody wants to read it.</summary>
internal sealed class Trace(bool keepsText)
{
    private const ulong Prime = 1_099_511_628_211;
    private readonly List<string> _lines = [];

    /// <summary>FNV-1a over everything that was added.</summary>
    public ulong Hash { get; private set; } = 14_695_981_039_346_656_037;

    public IReadOnlyList<string> Lines => _lines;

    public void Add(TimeSpan at, string who, string what, string about = "", long number = 0)
    {
        Mix((ulong)at.Ticks);
        Mix(who);
        Mix(what);
        Mix(about);
        Mix((ulong)number);
        if (keepsText)
        {
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds,9:0.000} {who,-8} {what} {(about.Length > 40 ? about[..12] : about)} {number}"));
        }
    }

    private void Mix(string text)
    {
        foreach (var letter in text)
        {
            Mix(letter);
        }
    }

    private void Mix(ulong value) => Hash = (Hash ^ value) * Prime;
}
