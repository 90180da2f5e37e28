namespace AutoCompress.Engine.Data;

/// <summary>The order in which an epoch visits the samples: a shuffle seeded by the epoch's number. Keeps the last epoch asked for.</summary>
internal sealed class EpochOrder(int count, ulong seed)
{
    private readonly int[] _order = new int[count];
    private long _epoch = -1;

    /// <summary>The sample at <paramref name="place"/> of epoch <paramref name="epoch"/>.</summary>
    public int At(long epoch, int place)
    {
        if (epoch != _epoch)
        {
            for (var i = 0; i < _order.Length; i++)
            {
                _order[i] = i;
            }

            new SplitMix64(SplitMix64.Mix(seed, 3, (ulong)epoch)).Shuffle<int>(_order);
            _epoch = epoch;
        }

        return _order[place];
    }
}
