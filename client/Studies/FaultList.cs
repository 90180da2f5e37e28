using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Studies;

namespace AutoCompress.Client.Studies;

/// <summary>The faults of one study file; knows on which line each field stands.</summary>
internal sealed class FaultList(string path)
{
    private readonly List<(int Line, SpecFault Fault)> _faults = [];
    private readonly Dictionary<string, int> _lines = [];

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<SpecFault> All => [.. _faults.OrderBy(fault => fault.Line).Select(fault => fault.Fault)];

    public void Place(string field, int line) => _lines[field] = line;

    public void Add(string field, string what, string remedy) => Add(LineOf(field), field, what, remedy);

    public void Add(int line, string field, string what, string remedy) =>
        _faults.Add((line, new SpecFault(field, what, remedy, string.Create(CultureInfo.InvariantCulture, $"{path}:{line}"))));

    /// <summary>Adds the faults of fields that have none yet: a value that could not be read needs no second remark.</summary>
    public void AddUnlessNamed(ImmutableArray<SpecFault> faults)
    {
        var named = _faults.Select(fault => fault.Fault.Field).ToHashSet();
        foreach (var fault in faults.Where(fault => !named.Contains(fault.Field)))
        {
            Add(fault.Field, fault.What, fault.Remedy);
        }
    }

    /// <summary>The field's own line, or that of the nearest section around it.</summary>
    private int LineOf(string field)
    {
        for (var name = field; name.Length > 0; name = name[..Math.Max(0, name.LastIndexOf('.'))])
        {
            if (_lines.TryGetValue(name, out var line))
            {
                return line;
            }
        }

        return 1;
    }
}
