using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace AutoCompress.Spaces;

/// <summary>One choice for each active gene of a space. Immutable; equal when every gene is equal, whatever the order they were given in.</summary>
[JsonConverter(typeof(CandidateJson))]
public sealed class Candidate : IEquatable<Candidate>
{
    private readonly string _canonical;
    private readonly int _hashCode;

    public Candidate(IEnumerable<KeyValuePair<string, GeneValue>> values)
    {
        Values = values.ToImmutableSortedDictionary(StringComparer.Ordinal);
        _canonical = string.Join(';', Values.Select(v => $"{v.Key}={v.Value}"));
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_canonical)))[..16];
        _hashCode = Hash.GetHashCode(StringComparison.Ordinal);
    }

    /// <summary>Gene name to value, in ordinal order of the names.</summary>
    public ImmutableSortedDictionary<string, GeneValue> Values { get; }

    /// <summary>The canonical hash: 16 hexadecimal digits of SHA-256 over "name=value;…" in ordinal order.</summary>
    public string Hash { get; }

    /// <summary>The number that <paramref name="gene"/> holds, or <paramref name="otherwise"/> when it is not active.</summary>
    public double Number(string gene, double otherwise) => Values.TryGetValue(gene, out var value) ? value.Number : otherwise;

    /// <summary>The word that <paramref name="gene"/> holds, or <paramref name="otherwise"/> when it is not active.</summary>
    public string Choice(string gene, string otherwise) => Values.TryGetValue(gene, out var value) ? value.Choice : otherwise;

    /// <summary>The number format of the shipped file; fp32 where the space offers no other.</summary>
    /// <exception cref="FormatException">The gene holds no precision.</exception>
    public Precision Precision() => KebabCase.Parse<Precision>(Choice(GeneNames.Precision, KebabCase.Of(Spaces.Precision.Fp32)));

    /// <summary>Whether channels or blocks of the model are left out.</summary>
    public bool IsCut() => Values.Any(gene =>
        (gene.Key.StartsWith(GeneNames.KeepPrefix, StringComparison.Ordinal) && gene.Value.Number < 1)
        || (gene.Key.StartsWith(GeneNames.BlockPrefix, StringComparison.Ordinal) && gene.Value.Choice == GeneNames.SkipBlock));

    /// <summary>Whether <paramref name="other"/> is cut and trained in the same way, so that both share that work whatever their number formats are.</summary>
    public bool SharesTraining(Candidate other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Trained().SequenceEqual(other.Trained());
    }

    private IEnumerable<KeyValuePair<string, GeneValue>> Trained() => Values.Where(gene => gene.Key is not (GeneNames.Precision or GeneNames.Calibration));

    public bool Equals([NotNullWhen(true)] Candidate? other) =>
        ReferenceEquals(this, other) || (other is not null && _hashCode == other._hashCode && _canonical == other._canonical);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Candidate);

    /// <inheritdoc/>
    public override int GetHashCode() => _hashCode;

    /// <inheritdoc/>
    public override string ToString() => _canonical;
}
