using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Trials;
using YamlDotNet.RepresentationModel;

namespace AutoCompress.Client.Studies;

/// <summary>The keys of one section of a study file. A value that cannot be read becomes a fault, and the fallback is given.</summary>
internal sealed class YamlSection
{
    private readonly Dictionary<string, YamlNode> _values = [];
    private readonly HashSet<string> _known = [];
    private readonly string _prefix;
    private readonly FaultList _faults;

    public YamlSection(YamlMappingNode? node, string name, FaultList faults)
    {
        (_prefix, _faults) = (name.Length == 0 ? "" : name + ".", faults);
        foreach (var (key, value) in node is null ? [] : node.Children.ToList())
        {
            if (key is YamlScalarNode { Value: { } text })
            {
                _values[text] = value;
                faults.Place(_prefix + text, (int)key.Start.Line);
            }
            else
            {
                faults.Add((int)key.Start.Line, name, "has a key that is no word", "Write the key as plain text.");
            }
        }
    }

    /// <param name="open">Whether the section's keys are read by <see cref="KeysAs{T}"/>.</param>
    public YamlSection Section(string key, bool open = false)
    {
        var found = Find(key);
        if (found is not (null or YamlMappingNode) && !(found is YamlScalarNode { Value: null or "" }))
        {
            Fault(key, "is no section", $"Write {key}: {{ … }} or its keys indented below it{(open ? "" : ", as examples/ shows")}.");
        }

        return new YamlSection(found as YamlMappingNode, _prefix + key, _faults);
    }

    public string Text(string key, string fallback) => Scalar(key, "a text") ?? fallback;

    /// <summary>Null when the key is not there.</summary>
    public string? OptionalText(string key) => Scalar(key, "a text");

    public double Number(string key, double fallback) => OptionalNumber(key) ?? fallback;

    /// <summary>Null when the key is not there.</summary>
    public double? OptionalNumber(string key) => Optional(key, "a number", NumberOf);

    /// <summary>A single number, or a list of them; what is not given is the fallback or empty.</summary>
    public (double Single, ImmutableArray<double> List) NumberOrList(string key, double fallback)
    {
        if (Find(key) is not YamlSequenceNode list)
        {
            return (Number(key, fallback), []);
        }

        var numbers = list.Children.Select(item => item is YamlScalarNode { Value: { } text } ? NumberOf(text) : null).ToList();
        if (numbers.Count > 0 && !numbers.Contains(null))
        {
            return (fallback, [.. numbers.Select(number => number!.Value)]);
        }

        Refused<double>(key, "a list with something else than numbers", "a number, or a list of numbers such as [0.5, 0.5, 0.5]");
        return (fallback, []);
    }

    public int Whole(string key, int fallback) => OptionalWhole(key) ?? fallback;

    /// <summary>Null when the key is not there.</summary>
    public int? OptionalWhole(string key) => Optional(key, "a whole number", WholeOf);

    /// <summary>A list of two whole numbers; null when the key is not there.</summary>
    /// <param name="wanted">What messages ask for.</param>
    public (int First, int Second)? Pair(string key, string wanted)
    {
        if (Find(key) is not { } found)
        {
            return null;
        }

        return found is YamlSequenceNode { Children: [YamlScalarNode { Value: { } first }, YamlScalarNode { Value: { } second }] }
            && WholeOf(first) is { } one && WholeOf(second) is { } other
            ? (one, other)
            : Refused<(int, int)>(key, "something else", wanted);
    }

    public ulong Seed(string key, ulong fallback) => Parsed(key, fallback, "a whole number of at least 0", text =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null);

    public bool Flag(string key, bool fallback) => Parsed(key, fallback, "true or false", text =>
        bool.TryParse(text, out var value) ? value : null);

    public TimeSpan Time(string key, TimeSpan fallback) => Parsed(key, fallback, "a time with its unit, such as 90s, 8m or 1h30m", Quantities.Time);

    /// <summary>A number in the metric's unit, or with a unit of its own.</summary>
    public double? Quantity(string key, Metric metric) => Scalar(key, "a number") is { } text
        ? Quantities.Of(metric, text) ?? Refused<double>(key, text, $"a number{Quantities.Hint(metric)}")
        : null;

    public T Choice<T>(string key, T fallback) where T : struct, Enum =>
        Scalar(key, "a word") is { } text ? ChoiceOf<T>(key, text) ?? fallback : fallback;

    /// <summary>A list of words, or a single one; empty when the key is not there.</summary>
    public ImmutableArray<string> Texts(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlScalarNode { Value: { Length: > 0 } text }:
                return [text];
            case YamlSequenceNode list when list.Children.All(item => item is YamlScalarNode { Value.Length: > 0 }):
                return [.. list.Children.Select(item => ((YamlScalarNode)item).Value!)];
            default:
                Fault(key, "is no list of words", "Write it as [first, second].");
                return [];
        }
    }

    /// <summary>Null when the key is not there.</summary>
    public T? OptionalChoice<T>(string key) where T : struct, Enum => Scalar(key, "a word") is { } text ? ChoiceOf<T>(key, text) : null;

    /// <summary>The sections of which <paramref name="key"/> is the name of all, each with its own name.</summary>
    public IEnumerable<(string Name, YamlSection Section)> Sections(string key)
    {
        var all = Section(key, open: true);
        return all._values.Keys.Select(name => (name, all.Section(name)));
    }

    public ImmutableArray<T> Choices<T>(string key, ImmutableArray<T> fallback) where T : struct, Enum
    {
        switch (Find(key))
        {
            case null:
                return fallback;
            case YamlScalarNode { Value: { Length: > 0 } text }:
                return ChoiceOf<T>(key, text) is { } single ? [single] : fallback;
            case YamlSequenceNode list:
                var read = list.Children.Select(item => item is YamlScalarNode { Value: { } word } ? ChoiceOf<T>(key, word) : Refused<T>(key, "a list", "a word")).ToList();
                return read.Contains(null) ? fallback : [.. read.Select(item => item!.Value)];
            default:
                Refused<T>(key, "no list", $"a list such as [{string.Join(", ", fallback.Select(Names.Of))}]");
                return fallback;
        }
    }

    /// <summary>The section's keys as names of <typeparamref name="T"/>, each with its own spelling; unknown ones are reported.</summary>
    public IEnumerable<(T Value, string Key)> KeysAs<T>() where T : struct, Enum
    {
        foreach (var key in _values.Keys)
        {
            if (Names.TryParse<T>(key, out var value))
            {
                yield return (value, key);
            }
            else
            {
                Fault(key, "is not known", Suggestion.For(key, Enum.GetValues<T>().Select(Names.Of)));
            }
        }
    }

    /// <summary>Reports the keys that nothing has asked for.</summary>
    public void ReportUnknown()
    {
        foreach (var key in _values.Keys.Where(key => !_known.Contains(key)))
        {
            Fault(key, "is not known", Suggestion.For(key, _known));
        }
    }

    private YamlNode? Find(string key)
    {
        _known.Add(key);
        return _values.GetValueOrDefault(key);
    }

    private string? Scalar(string key, string wanted)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlScalarNode { Value: { Length: > 0 } text } when text.Contains('\0', StringComparison.Ordinal):
                Refused<int>(key, "a text with a null character", wanted);
                return null;
            case YamlScalarNode { Value: { Length: > 0 } text }:
                return text;
            case YamlScalarNode:
                Refused<int>(key, "", wanted);
                return null;
            default:
                Refused<int>(key, "a list or a section", wanted);
                return null;
        }
    }

    private T Parsed<T>(string key, T fallback, string wanted, Func<string, T?> parse) where T : struct =>
        Scalar(key, wanted) is { } text ? parse(text) ?? Refused<T>(key, text, wanted) ?? fallback : fallback;

    private T? Optional<T>(string key, string wanted, Func<string, T?> parse) where T : struct =>
        Scalar(key, wanted) is { } text ? parse(text) ?? Refused<T>(key, text, wanted) : null;

    private static double? NumberOf(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    private static int? WholeOf(string text) =>
        int.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    private T? ChoiceOf<T>(string key, string text) where T : struct, Enum
    {
        if (Names.TryParse<T>(text, out var value))
        {
            return value;
        }

        Fault(key, $"is '{text}'", Suggestion.For(text, Enum.GetValues<T>().Select(Names.Of)));
        return null;
    }

    private T? Refused<T>(string key, string found, string wanted) where T : struct
    {
        Fault(key, found.Length == 0 ? "has no value" : $"is '{found}'", $"Give {wanted}.");
        return null;
    }

    private void Fault(string key, string what, string remedy) => _faults.Add(_prefix + key, what, remedy);
}
