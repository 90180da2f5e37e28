using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace AutoCompress.Host.Archive;

/// <summary>Looks whether a record that was read from JSON has everything that its type says it has: JSON can leave anything out.</summary>
internal static class Completeness
{
    private const string Ours = "AutoCompress";

    private static readonly ConcurrentDictionary<Type, (PropertyInfo Property, bool MayBeNull)[]> Known = new();

    /// <returns>The path of the first part that is missing; null for none.</returns>
    public static string? Missing(object record)
    {
        foreach (var (property, mayBeNull) in Known.GetOrAdd(record.GetType(), PropertiesOf))
        {
            var missing = property.GetValue(record) switch
            {
                null => mayBeNull ? null : "",
                string => null,
                IEnumerable items => InItems(items),
                { } part when IsOurs(part) => Missing(part) is { } inner ? $".{inner}" : null,
                _ => null,
            };
            if (missing is not null)
            {
                return char.ToLowerInvariant(property.Name[0]) + property.Name[1..] + missing;
            }
        }

        return null;
    }

    private static string? InItems(IEnumerable items)
    {
        // An array that was left out cannot even be counted.
        if (items.GetType().GetProperty("IsDefault")?.GetValue(items) is true)
        {
            return "";
        }

        var index = 0;
        foreach (var entry in items)
        {
            var item = ValueOf(entry);
            if (item is null)
            {
                return $"[{index}]";
            }

            if (IsOurs(item) && Missing(item) is { } inner)
            {
                return $"[{index}].{inner}";
            }

            index++;
        }

        return null;
    }

    /// <summary>That of a dictionary's entry; any other item is its own.</summary>
    private static object? ValueOf(object? entry) =>
        entry?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) ? type.GetProperty("Value")!.GetValue(entry) : entry;

    private static bool IsOurs(object part) => part.GetType() is { IsEnum: false, Namespace: { } space } && space.StartsWith(Ours, StringComparison.Ordinal);

    /// <summary>What can be set; the rest follows from it.</summary>
    private static (PropertyInfo Property, bool MayBeNull)[] PropertiesOf(Type type)
    {
        var nullability = new NullabilityInfoContext();
        return
        [
            .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(property => property.CanWrite && property.GetIndexParameters().Length == 0)
                .Select(property => (property, nullability.Create(property).ReadState == NullabilityState.Nullable)),
        ];
    }
}
