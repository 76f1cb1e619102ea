using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using HccRisk.Core.Naming;

namespace HccRisk.Studies.Protocol;

/// <summary>Everything about a study file that cannot be read, where the reader stops at the first: each fault with its place and the nearest name.</summary>
internal static class ProtocolFaults
{
    /// <param name="json">The text of the file.</param>
    /// <param name="options">How it is read.</param>
    /// <returns>One line a fault; empty when the text is no JSON object at all.</returns>
    public static IReadOnlyList<string> Find(string json, JsonSerializerOptions options)
    {
        try
        {
            var root = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (root is not JsonObject whole)
            {
                return [];
            }

            var wrong = new List<(JsonNode Parent, string Key)>();
            string[] unreadable = [.. Of(whole, options.GetTypeInfo(typeof(StudyProtocol)), "", options, wrong)];
            return [.. unreadable, .. OfTheRest(whole, wrong, options)];
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>What is wrong with the values that can be read, those that cannot left out.</summary>
    private static IReadOnlyList<string> OfTheRest(JsonObject whole, List<(JsonNode Parent, string Key)> wrong, JsonSerializerOptions options)
    {
        try
        {
            foreach (var (parent, key) in wrong)
            {
                if (parent is JsonObject node)
                {
                    node.Remove(key);
                }
                else if (parent.Parent is { } above)
                {
                    // A list with an item that cannot be read has other numbers without it: it goes as a whole.
                    (above as JsonObject)?.Remove(parent.GetPropertyName());
                }
            }

            if (!whole.Any(p => string.Equals(p.Key, nameof(StudyProtocol.Clinical), StringComparison.OrdinalIgnoreCase)))
            {
                whole["clinical"] = "?"; // It is named as missing.
            }

            return whole.Deserialize<StudyProtocol>(options)?.Faults() ?? [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            return [];
        }
    }

    private static IEnumerable<string> Of(JsonObject node, JsonTypeInfo type, string path, JsonSerializerOptions options, List<(JsonNode Parent, string Key)> wrong)
    {
        var properties = type.Properties.ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in node)
        {
            if (!properties.TryGetValue(name, out var property))
            {
                wrong.Add((node, name));
                yield return $"'{path}{Excerpt.Of(name)}' is not known{NearestNames.Hint(Excerpt.Of(name), properties.Keys)}";
                continue;
            }

            foreach (var fault in Of(value, property.PropertyType, path + property.Name, options, wrong, node, name))
            {
                yield return fault;
            }
        }

        foreach (var missing in type.Properties.Where(p => (p.IsRequired || p.AssociatedParameter is { HasDefaultValue: false }) && !node.Any(n => string.Equals(n.Key, p.Name, StringComparison.OrdinalIgnoreCase))))
        {
            if (node.Parent is { } parent)
            {
                wrong.Add((parent, parent is JsonObject ? node.GetPropertyName() : ""));
            }

            yield return $"'{path}{missing.Name}' is missing";
        }
    }

    private static IEnumerable<string> Of(
        JsonNode? value, Type type, string path, JsonSerializerOptions options, List<(JsonNode Parent, string Key)> wrong, JsonNode parent, string key)
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
            return Of(own, info, path + ".", options, wrong);
        }

        if (value is JsonArray list && info.Kind == JsonTypeInfoKind.Enumerable && info.ElementType is { } element)
        {
            return list.SelectMany((item, i) => Of(item, element, FormattableString.Invariant($"{path}[{i}]"), options, wrong, list, ""));
        }

        try
        {
            _ = value.Deserialize(info);
            return [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            wrong.Add((parent, key));
            return [$"'{path}' is {Excerpt.Of(value?.ToJsonString() ?? "null")}{Wanted(type, value)}"];
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
