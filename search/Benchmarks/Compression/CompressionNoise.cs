using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AutoCompress.Search.Benchmarks.Compression;

/// <summary>Noise of a measurement: the same for the same candidate, training, repetition and quantity, on any platform and in any language.</summary>
internal static class CompressionNoise
{
    /// <summary>A standard normal draw (Box and Muller 1958) from the SHA-256 of "index,index,…/images/seed/quantity".</summary>
    public static double Normal(ReadOnlySpan<int> genome, double images, ulong seed, string quantity)
    {
        var text = new StringBuilder();
        foreach (var index in genome)
        {
            text.Append(text.Length > 0 ? "," : "").Append(index.ToString(CultureInfo.InvariantCulture));
        }

        text.Append(CultureInfo.InvariantCulture, $"/{images:0}/{seed}/{quantity}");
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString()));
        return Math.Sqrt(-2 * Math.Log(1 - Uniform(hash, 0))) * Math.Cos(2 * Math.PI * Uniform(hash, 8));
    }

    private static double Uniform(byte[] hash, int at) => (BinaryPrimitives.ReadUInt64BigEndian(hash.AsSpan(at)) >> 11) / (double)(1UL << 53);
}
