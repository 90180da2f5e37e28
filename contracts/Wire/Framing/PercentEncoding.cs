using System.Globalization;
using System.Text;

namespace AutoCompress.Wire.Framing;

/// <summary>The encoding of grpc-message: UTF-8, where everything but printable ASCII, and the percent sign, is %XX.</summary>
public static class PercentEncoding
{
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text?.Length ?? 0);
        foreach (var octet in Encoding.UTF8.GetBytes(text ?? ""))
        {
            if (octet is >= (byte)' ' and <= (byte)'~' and not (byte)'%')
            {
                encoded.Append((char)octet);
            }
            else
            {
                encoded.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
        }

        return encoded.ToString();
    }

    /// <summary>Undoes <see cref="Encode"/>; what is not a valid escape stays as it is.</summary>
    public static string Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = new List<byte>(text.Length);
        var utf8 = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] == '%' && i + 2 < utf8.Length && char.IsAsciiHexDigit((char)utf8[i + 1]) && char.IsAsciiHexDigit((char)utf8[i + 2]))
            {
                bytes.Add(Convert.ToByte($"{(char)utf8[i + 1]}{(char)utf8[i + 2]}", 16));
                i += 2;
            }
            else
            {
                bytes.Add(utf8[i]);
            }
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
