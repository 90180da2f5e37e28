namespace AutoCompress.Wire.Mapping;

/// <summary>Pairs the members of an enum with those of the same name in its protobuf form, whose 0 is "unspecified".</summary>
internal static class EnumMap<TRecord, TProto>
    where TRecord : struct, Enum
    where TProto : struct, Enum
{
    private static readonly Dictionary<TRecord, TProto> Outward = Enum.GetValues<TRecord>().ToDictionary(value => value, value => Enum.Parse<TProto>(value.ToString()));
    private static readonly Dictionary<TProto, TRecord> Inward = Outward.ToDictionary(pair => pair.Value, pair => pair.Key);

    public static TProto ToProto(TRecord value) => Outward[value];

    /// <exception cref="FormatException">The value is unspecified, or newer than this program.</exception>
    public static TRecord FromProto(TProto value) => Inward.TryGetValue(value, out var found)
        ? found
        : throw new FormatException($"{typeof(TProto).Name} has no value {value} that this version knows.");

    /// <summary><paramref name="unspecified"/> when the sender left the field out.</summary>
    /// <exception cref="FormatException">The value is newer than this program.</exception>
    public static TRecord FromProto(TProto value, TRecord unspecified) =>
        EqualityComparer<TProto>.Default.Equals(value, default) ? unspecified : FromProto(value);
}
