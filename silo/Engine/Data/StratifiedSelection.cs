using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace AutoCompress.Engine.Data;

/// <summary>Holds samples out so that every class keeps its share: largest remainders decide who gets the odd ones. Samples without classes are all of one.</summary>
internal static class StratifiedSelection
{
    /// <returns>The rest in its old order, and <paramref name="count"/> held-out indices in random order.</returns>
    public static (ImmutableArray<int> Kept, ImmutableArray<int> Held) Split(ReadOnlySpan<int> labels, int count, ulong seed)
    {
        var random = new SplitMix64(SplitMix64.Mix(seed, 0x5E1EC7));
        var byClass = IndicesByClass(labels);
        var quotas = Quotas(byClass, count, labels.Length);
        var held = new List<int>(count);
        for (var c = 0; c < byClass.Length; c++)
        {
            var members = byClass[c].ToArray();
            random.Shuffle<int>(members);
            held.AddRange(members.AsSpan(0, quotas[c]));
        }

        var order = held.ToArray();
        random.Shuffle<int>(order);
        var isHeld = new bool[labels.Length];
        Array.ForEach(order, index => isHeld[index] = true);
        return ([.. Enumerable.Range(0, labels.Length).Where(index => !isHeld[index])], [.. order]);
    }

    private static List<int>[] IndicesByClass(ReadOnlySpan<int> labels)
    {
        var byClass = Enumerable.Range(0, TensorPrimitives.Max(labels) + 1).Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < labels.Length; i++)
        {
            byClass[labels[i]].Add(i);
        }

        return byClass;
    }

    private static int[] Quotas(List<int>[] byClass, int count, int total)
    {
        var quotas = byClass.Select(members => (int)((long)members.Count * count / total)).ToArray();
        var byRemainder = Enumerable.Range(0, byClass.Length).OrderByDescending(c => (long)byClass[c].Count * count % total).ThenBy(c => c);
        foreach (var c in byRemainder.Take(count - quotas.Sum()))
        {
            quotas[c]++;
        }

        return quotas;
    }
}
