using Barrier = AutoCompress.Spaces.Barrier;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Union-find over labels. A class can be pinned: it always stays, for a reason. Label 0 is pinned from birth.</summary>
internal sealed class LabelUnion
{
    private readonly List<int> _parent = [0];
    private readonly Dictionary<int, Barrier> _pins = [];

    /// <summary>Labels in all, label 0 included.</summary>
    public int Count => _parent.Count;

    public int[] Fresh(int count)
    {
        var first = _parent.Count;
        var labels = Enumerable.Range(first, count).ToArray();
        _parent.AddRange(labels);
        return labels;
    }

    /// <summary>The smallest label of the class.</summary>
    public int Find(int label)
    {
        while (_parent[label] != label)
        {
            label = _parent[label] = _parent[_parent[label]];
        }

        return label;
    }

    public bool IsPinned(int label) => Find(label) is var root && (root == 0 || _pins.ContainsKey(root));

    /// <summary>Why the label stays; null for label 0 and for labels that may go.</summary>
    public Barrier? ReasonOf(int label) => _pins.GetValueOrDefault(Find(label));

    public void Pin(int label, Barrier reason)
    {
        var root = Find(label);
        if (root != 0)
        {
            _pins.TryAdd(root, reason);
        }
    }

    /// <summary>Lets two labels leave together. With label 0 on one side the other is pinned for <paramref name="reason"/>.</summary>
    public void Unite(int a, int b, Barrier reason)
    {
        var (low, high) = (Math.Min(Find(a), Find(b)), Math.Max(Find(a), Find(b)));
        if (low == high)
        {
            return;
        }

        if (low == 0)
        {
            Pin(high, reason);
            return;
        }

        _parent[high] = low;
        if (_pins.Remove(high, out var pin))
        {
            _pins.TryAdd(low, pin);
        }
    }
}
