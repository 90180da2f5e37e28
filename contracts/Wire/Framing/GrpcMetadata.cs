using System.Collections;
using System.Text;

namespace AutoCompress.Wire.Framing;

/// <summary>Headers or trailers of a call, in order, names in lower case. A name that ends in "-bin" holds bytes.</summary>
public sealed class GrpcMetadata : IEnumerable<KeyValuePair<string, byte[]>>
{
    private const string BinarySuffix = "-bin";

    private readonly List<KeyValuePair<string, byte[]>> _entries = [];

    public int Count => _entries.Count;

    /// <exception cref="ArgumentException">The name is not one, or the value holds more than printable ASCII.</exception>
    public void Add(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (IsBinary(Checked(name)) || value.Any(character => character is < ' ' or > '~'))
        {
            throw new ArgumentException($"'{name}' can hold this value only as bytes, under a name that ends in {BinarySuffix}.", nameof(value));
        }

        _entries.Add(new(name, Encoding.ASCII.GetBytes(value)));
    }

    /// <exception cref="ArgumentException">The name is not one or does not end in "-bin".</exception>
    public void Add(string name, byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!IsBinary(Checked(name)))
        {
            throw new ArgumentException($"'{name}' holds text: bytes need a name that ends in {BinarySuffix}.", nameof(name));
        }

        _entries.Add(new(name, value));
    }

    /// <summary>The last text under <paramref name="name"/>, or null.</summary>
    public string? Text(string name) => Bytes(name) is { } bytes ? Encoding.ASCII.GetString(bytes) : null;

    /// <summary>The last bytes under <paramref name="name"/>, or null.</summary>
    public byte[]? Bytes(string name) => _entries.FindLast(entry => entry.Key == name).Value;

    /// <summary>How the entries stand in HTTP headers.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToHeaders() => _entries.Select(entry => KeyValuePair.Create(
        entry.Key, IsBinary(entry.Key) ? ToBase64(entry.Value) : Encoding.ASCII.GetString(entry.Value)));

    /// <summary>Takes over a received header; transport headers and undecodable binary values are left out.</summary>
    public void AddHeader(string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (GrpcHeaders.IsReserved(name) || value is null)
        {
            return;
        }

        var key = name.ToLowerInvariant();
        if (!IsBinary(key))
        {
            _entries.Add(new(key, Encoding.UTF8.GetBytes(value)));
            return;
        }

        foreach (var part in value.Split(','))
        {
            if (TryFromBase64(part, out var bytes))
            {
                _entries.Add(new(key, bytes));
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, byte[]>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Base64 without padding, as gRPC writes it.</summary>
    public static string ToBase64(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    /// <summary>Reads base64 with or without padding.</summary>
    public static bool TryFromBase64(string text, out byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim().TrimEnd('=');
        var padded = trimmed.PadRight((trimmed.Length + 3) / 4 * 4, '=');
        bytes = new byte[padded.Length / 4 * 3];
        var decoded = Convert.TryFromBase64String(padded, bytes, out var length);
        bytes = bytes[..length];
        return decoded;
    }

    private static bool IsBinary(string name) => name.EndsWith(BinarySuffix, StringComparison.Ordinal);

    private static string Checked(string name) =>
        name.Length > 0 && name.All(character => character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_' or '.')
            && !GrpcHeaders.IsReserved(name)
            ? name
            : throw new ArgumentException($"'{name}' is no metadata name: lower-case letters, digits, '-', '_' and '.', not starting with grpc-.", nameof(name));
}
