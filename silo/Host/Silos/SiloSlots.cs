using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Host.Silos;

/// <summary>Who has which core of a silo. A core is one step's at a time, and one step at most measures. Used by the silo's loop alone.</summary>
/// <param name="host">Divides the cores with the machine's other silos; null where there are none.</param>
internal sealed class SiloSlots(IReadOnlyList<int> cores, ImmutableArray<string> labels, HostSlots? host = null)
{
    private readonly SortedSet<int> _free = [.. cores];
    private readonly Dictionary<int, IDisposable> _held = [];
    private IDisposable? _meter;
    private bool _measuring;

    public int All => cores.Count;

    /// <summary>Cores that a step may be given now; with other silos on the machine, those that <see cref="Reserve"/> got.</summary>
    public int Free => Usable.Count();

    /// <summary>What a step may ask for now.</summary>
    public ImmutableArray<string> Labels => _measuring || (host is not null && _meter is null) ? labels.Remove(StageLabels.Measure) : labels;

    private IEnumerable<int> Usable => host is null ? _free : _free.Where(_held.ContainsKey);

    /// <summary>Takes what no other silo of the machine has, so that it can be offered.</summary>
    public void Reserve()
    {
        if (host is null)
        {
            return;
        }

        foreach (var core in _free)
        {
            if (!_held.ContainsKey(core) && host.TryTakeCore(core) is { } slot)
            {
                _held[core] = slot;
            }
        }

        if (labels.Contains(StageLabels.Measure))
        {
            _meter ??= host.TryTakeMeter();
        }
    }

    /// <summary>Leaves what no step was found for to the machine's other silos.</summary>
    public void Release()
    {
        foreach (var core in _free)
        {
            LetGo(core);
        }

        if (!_measuring)
        {
            _meter?.Dispose();
            _meter = null;
        }
    }

    /// <summary>Gives a step its cores: the highest free ones to one that measures, so that it stays where it was, the lowest to others.</summary>
    public ImmutableArray<int> Take(Stage stage)
    {
        var count = Math.Clamp(stage.Cores, 1, All);
        if (count > Free)
        {
            throw new InvalidOperationException($"The step '{stage.Name}' needs {count} cores and {Free} are free.");
        }

        var measures = stage.Labels.Contains(StageLabels.Measure);
        var taken = (measures ? Usable.Reverse() : Usable).Take(count).ToImmutableArray();
        _free.ExceptWith(taken);
        _measuring |= measures;
        return taken;
    }

    public void Return(Stage stage, ImmutableArray<int> taken)
    {
        _free.UnionWith(taken);
        _measuring &= !stage.Labels.Contains(StageLabels.Measure);
        foreach (var core in taken)
        {
            LetGo(core);
        }

        if (!_measuring)
        {
            _meter?.Dispose();
            _meter = null;
        }
    }

    private void LetGo(int core)
    {
        if (_held.Remove(core, out var slot))
        {
            slot.Dispose();
        }
    }
}
