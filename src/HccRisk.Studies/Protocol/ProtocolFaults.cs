using System.Text.Json;
using System.Text.Json.Nodes;
using HccRisk.Core.IO;

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

            var faults = new JsonFaults(options);
            var unreadable = faults.Find(whole, typeof(StudyProtocol));
            return [.. unreadable, .. OfTheRest(whole, faults.Wrong, options)];
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>What is wrong with the values that can be read, those that cannot left out.</summary>
    private static IReadOnlyList<string> OfTheRest(JsonObject whole, IReadOnlyList<(JsonNode Parent, string Key)> wrong, JsonSerializerOptions options)
    {
        string[] parts = [.. wrong.Select(w => PartOf(w.Parent, w.Key)).Distinct(StringComparer.Ordinal)];
        var without = whole.DeepClone().AsObject();
        foreach (var (parent, key) in wrong)
        {
            if (parent is JsonObject node)
            {
                node.Remove(key);
                if (string.Equals(key, nameof(ModelSpecification.Availability), StringComparison.OrdinalIgnoreCase))
                {
                    node[key] = "post"; // A model cannot do without; after surgery everything may be read.
                }
            }
            else if (parent.Parent is { } above)
            {
                // A list with an item that cannot be read has other numbers without it: it goes as a whole.
                (above as JsonObject)?.Remove(parent.GetPropertyName());
            }
        }

        if (Read(whole, options) is { } read)
        {
            return read.Faults();
        }

        // What is left misses something it needs: the whole part of the file goes.
        foreach (var part in parts)
        {
            without.Remove(part);
        }

        return Read(without, options)?.Faults() ?? [];
    }

    private static StudyProtocol? Read(JsonObject whole, JsonSerializerOptions options)
    {
        if (!whole.Any(p => string.Equals(p.Key, nameof(StudyProtocol.Clinical), StringComparison.OrdinalIgnoreCase)))
        {
            whole["clinical"] = "?"; // It is named as missing.
        }

        try
        {
            return whole.Deserialize<StudyProtocol>(options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The property of the file that a value is in.</summary>
    private static string PartOf(JsonNode parent, string key)
    {
        while (parent.Parent is { } above)
        {
            key = above is JsonObject ? parent.GetPropertyName() : key;
            parent = above;
        }

        return key;
    }
}
