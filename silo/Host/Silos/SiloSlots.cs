using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Host.Silos;

/// <summary>Who has which core of a silo. A core is one step's at a time, and one step at most measures. Used by the silo's loop alone.</summary>
internal sealed class SiloSlots(IReadOnlyList<int> cores, ImmutableArray<string> labels)
{
    private readonly SortedSet<int> _free = [.. cores];
    private bool _measuring;

    public int All => cores.Count;

    public int Free => _free.Count;

    /// <summary>What a step may ask for now.</summary>
    public ImmutableArray<string> Labels => _measuring ? labels.Remove(StageLabels.Measure) : labels;

    /// <summary>Gives a step its cores: the highest free ones to one that measures, so that it stays where it was, the lowest to others.</summary>
    public ImmutableArray<int> Take(Stage stage)
    {
        var count = Math.Clamp(stage.Cores, 1, All);
        if (count > Free)
        {
            throw new InvalidOperationException($"The step '{stage.Name}' needs {count} cores and {Free} are free.");
        }

        var measures = stage.Labels.Contains(StageLabels.Measure);
        var taken = (measures ? _free.Reverse() : _free).Take(count).ToImmutableArray();
        _free.ExceptWith(taken);
        _measuring |= measures;
        return taken;
    }

    public void Return(Stage stage, ImmutableArray<int> taken)
    {
        _free.UnionWith(taken);
        if (stage.Labels.Contains(StageLabels.Measure))
        {
            _measuring = false;
        }
    }
}
