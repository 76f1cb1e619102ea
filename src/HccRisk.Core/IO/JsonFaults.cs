using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using HccRisk.Core.Naming;

namespace HccRisk.Core.IO;

/// <summary>What of a JSON object cannot be read as a type, in the words of the file: each fault with its place and the nearest name.</summary>
/// <param name="options">How it is read.</param>
public sealed class JsonFaults(JsonSerializerOptions options)
{
    private readonly List<(JsonNode Parent, string Key)> _wrong = [];

    /// <summary>The nodes at fault: the object or list they are in, and their name there; empty for an item of a list.</summary>
    public IReadOnlyList<(JsonNode Parent, string Key)> Wrong => _wrong;

    private StringComparer Names => options.PropertyNameCaseInsensitive ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The faults of an object, in the order of the file.</summary>
    /// <param name="node">The object.</param>
    /// <param name="type">What it should be.</param>
    /// <returns>One line a fault.</returns>
    public IReadOnlyList<string> Find(JsonObject node, Type type)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(type);
        return [.. Of(node, options.GetTypeInfo(type), "")];
    }

    private IEnumerable<string> Of(JsonObject node, JsonTypeInfo type, string path)
    {
        string? discriminator = null;
        if (type.PolymorphismOptions is { } kinds)
        {
            discriminator = kinds.TypeDiscriminatorPropertyName;
            string[] names = [.. kinds.DerivedTypes.Select(t => $"{t.TypeDiscriminator}")];
            var given = node[discriminator] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
            var place = Array.IndexOf(names, given);
            if (place < 0)
            {
                Add(node);
                yield return given is null ? $"'{path}{discriminator}' is missing: one of {string.Join(", ", names)}"
                    : $"'{path}{discriminator}' is '{Excerpt.Of(given)}', which is not known{NearestNames.Hint(Excerpt.Of(given), names)}";
                yield break;
            }

            type = options.GetTypeInfo(kinds.DerivedTypes[place].DerivedType);
        }

        var properties = type.Properties.Where(p => p.Set is not null || p.AssociatedParameter is not null).ToDictionary(p => p.Name, Names);
        var refused = (type.UnmappedMemberHandling ?? options.UnmappedMemberHandling) == JsonUnmappedMemberHandling.Disallow;
        foreach (var (name, value) in node.Where(n => n.Key != discriminator))
        {
            if (!properties.TryGetValue(name, out var property))
            {
                if (refused)
                {
                    _wrong.Add((node, name));
                    yield return $"'{path}{Excerpt.Of(name)}' is not known{NearestNames.Hint(Excerpt.Of(name), properties.Keys)}";
                }

                continue;
            }

            foreach (var fault in Of(value, property.PropertyType, path + property.Name, node, name))
            {
                yield return fault;
            }
        }

        foreach (var missing in type.Properties.Where(p => (p.IsRequired || p.AssociatedParameter is { HasDefaultValue: false }) && !node.Any(n => Names.Equals(n.Key, p.Name))))
        {
            Add(node);
            yield return $"'{path}{missing.Name}' is missing";
        }
    }

    private IEnumerable<string> Of(JsonNode? value, Type type, string path, JsonNode parent, string key)
    {
        var isNullable = Nullable.GetUnderlyingType(type) is not null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        var info = options.GetTypeInfo(type);
        if (value is null && isNullable)
        {
            return [];
        }

        if (value is JsonObject own && info.Kind == JsonTypeInfoKind.Object && type.Namespace?.StartsWith(nameof(HccRisk), StringComparison.Ordinal) == true)
        {
            return Of(own, info, path + ".");
        }

        if (value is JsonArray list && info.Kind == JsonTypeInfoKind.Enumerable && info.ElementType is { } element)
        {
            return list.SelectMany((item, i) => Of(item, element, FormattableString.Invariant($"{path}[{i}]"), list, ""));
        }

        try
        {
            _ = value.Deserialize(info);
            return [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            _wrong.Add((parent, key));
            return [$"'{path}' is {Excerpt.Of(value?.ToJsonString() ?? "null")}{Wanted(type, value)}"];
        }
    }

    /// <summary>An object that cannot be read as a whole.</summary>
    private void Add(JsonObject node)
    {
        if (node.Parent is { } parent)
        {
            _wrong.Add((parent, parent is JsonObject ? node.GetPropertyName() : ""));
        }
    }

    private static string Wanted(Type type, JsonNode? value)
    {
        if (type.IsEnum)
        {
            string[] names = [.. Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)];
            return value is JsonValue text && text.TryGetValue<string>(out var given)
                ? $", which is not known{NearestNames.Hint(given, names)}"
                : $", not one of {string.Join(", ", names)}";
        }

        return type == typeof(string) ? ", not a text" : type == typeof(bool) ? ", not true or false" : type.IsPrimitive ? ", not a number of this kind" : ", which cannot be read";
    }
}
