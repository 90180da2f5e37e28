namespace AutoCompress.Cluster.Tests.Relays;

/// <summary>Finds the piece at which a connection is cut.</summary>
/// <param name="IsIt">Asked for each piece, in the order in which they come on all connections together, until it is it.</param>
internal sealed record CutRule(Func<ReadOnlyMemory<byte>, bool> IsIt, Cut Cut)
{
    /// <summary>The piece that goes beyond so many bytes from now on.</summary>
    public static CutRule Behind(long bytes, Cut cut)
    {
        var left = bytes;
        return new(piece => (left -= piece.Length) < 0, cut);
    }

    /// <summary>The next piece that holds <paramref name="word"/>.</summary>
    public static CutRule At(byte[] word, Cut cut) => new(piece => piece.Span.IndexOf(word) >= 0, cut);
}
