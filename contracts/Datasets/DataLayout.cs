using System.Collections.Immutable;

namespace AutoCompress.Datasets;

/// <summary>Which content lies where in which shard. A function of the contents alone, so that equal data gives equal shards.</summary>
/// <remarks>
/// Large contents have shards of their own, so that they stay the same when something else changes; small ones are put together, in order, and
/// none of them is torn. What is there twice is stored once.
/// </remarks>
internal static class DataLayout
{
    /// <summary>The largest shard: one that a silo fetches again quickly when its download breaks off.</summary>
    public const int ShardBytes = 64 << 20;

    /// <summary>Of a shard, what a content is large from.</summary>
    private const int LargePart = 8;

    /// <param name="contents">Different from each other.</param>
    /// <returns>The pieces of each shard, and where each content begins.</returns>
    public static (ImmutableArray<ImmutableArray<Piece>> Shards, ImmutableArray<(int Shard, long Offset)> Places) Of(
        ImmutableArray<long> contents, int shardBytes = ShardBytes)
    {
        var shards = ImmutableArray.CreateBuilder<ImmutableArray<Piece>>();
        var places = new (int Shard, long Offset)[contents.Length];
        for (var i = 0; i < contents.Length; i++)
        {
            if (IsLarge(contents[i], shardBytes))
            {
                places[i] = (shards.Count, 0);
                for (var offset = 0L; offset < contents[i]; offset += shardBytes)
                {
                    shards.Add([new Piece(i, offset, Math.Min(shardBytes, contents[i] - offset))]);
                }
            }
        }

        var open = ImmutableArray.CreateBuilder<Piece>();
        var filled = 0L;
        for (var i = 0; i < contents.Length; i++)
        {
            if (contents[i] == 0 || IsLarge(contents[i], shardBytes))
            {
                continue;
            }

            if (filled + contents[i] > shardBytes)
            {
                shards.Add(open.ToImmutable());
                open.Clear();
                filled = 0;
            }

            places[i] = (shards.Count, filled);
            open.Add(new Piece(i, 0, contents[i]));
            filled += contents[i];
        }

        if (open.Count > 0)
        {
            shards.Add(open.ToImmutable());
        }

        return (shards.ToImmutable(), [.. places]);
    }

    private static bool IsLarge(long bytes, int shardBytes) => bytes >= Math.Max(1, shardBytes / LargePart);

    /// <param name="Content">Its number.</param>
    /// <param name="Offset">Where in the content the piece begins.</param>
    internal readonly record struct Piece(int Content, long Offset, long Bytes);
}
