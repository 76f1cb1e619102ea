using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace HccRisk.Radiomics.Presets;

/// <summary>Typed values of YAML nodes; what does not fit becomes a fault that names key and value.</summary>
internal sealed class YamlValues(List<string> faults)
{
    private const int LongestShown = 80;

    internal static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: null or "" or "~" or "null" or "Null" or "NULL" };

    internal static string Text(YamlNode node) => node switch
    {
        YamlScalarNode scalar => scalar.Value ?? string.Empty,
        YamlSequenceNode sequence => $"[{string.Join(", ", sequence.Children.Select(Text))}]",
        _ => "a mapping",
    };

    /// <summary>The text as a message has it.</summary>
    internal static string Shown(YamlNode node) => Short(Text(node));

    internal static string Short(string text) => text.Length <= LongestShown ? text : $"{text[..LongestShown]}...";

    /// <summary>Key and value of a mapping; nothing and a fault when it is none.</summary>
    internal IEnumerable<(string Key, YamlNode Value)> Entries(string name, YamlNode node)
    {
        if (node is YamlMappingNode mapping)
        {
            return mapping.Children.Select(c => (Short(Text(c.Key)), c.Value));
        }

        if (!IsNull(node))
        {
            Fault(name, node, "a mapping of keys to values");
        }

        return [];
    }

    internal double? Number(string key, YamlNode node, Func<double, bool> isValid, string expected)
    {
        if (node is YamlScalarNode { Value: { } text } && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && isValid(value))
        {
            return value;
        }

        Fault(key, node, expected);
        return null;
    }

    internal int? Whole(string key, YamlNode node, Func<int, bool> isValid, string expected)
    {
        if (node is YamlScalarNode { Value: { } text } && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && isValid(value))
        {
            return value;
        }

        Fault(key, node, expected);
        return null;
    }

    internal bool? Flag(string key, YamlNode node)
    {
        switch (node is YamlScalarNode scalar ? scalar.Value?.ToUpperInvariant() : null)
        {
            case "TRUE" or "YES" or "ON":
                return true;
            case "FALSE" or "NO" or "OFF":
                return false;
            default:
                Fault(key, node, "true or false");
                return null;
        }
    }

    internal double[]? Numbers(string key, YamlNode node, Func<double[], bool> isValid, string expected)
    {
        if (node is YamlSequenceNode sequence)
        {
            var values = new List<double>();
            foreach (var child in sequence.Children)
            {
                if (double.TryParse(Text(child), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                {
                    values.Add(value);
                }
            }

            if (values.Count == sequence.Children.Count && isValid([.. values]))
            {
                return [.. values];
            }
        }

        Fault(key, node, expected);
        return null;
    }

    internal string? Choice(string key, YamlNode node, Func<string, bool> isValid, string expected)
    {
        if (node is YamlScalarNode { Value: { } text } && isValid(text))
        {
            return text;
        }

        Fault(key, node, expected);
        return null;
    }

    /// <summary>Numbers above 0 and how Python writes them: one without a point stays without.</summary>
    internal List<(double Value, string Text)>? Sigmas(string key, YamlNode node)
    {
        if (node is YamlSequenceNode { Children.Count: > 0 } && Numbers(key, node, v => Array.TrueForAll(v, s => s is > 0 and <= 100), "numbers above 0, at most 100 mm") is { } values)
        {
            return [.. values.Zip(((YamlSequenceNode)node).Children, (value, child) => (value, Written(value, Text(child))))];
        }

        if (node is not YamlSequenceNode { Children.Count: > 0 })
        {
            Fault(key, node, "a list of numbers");
        }

        return null;
    }

    private static string Written(double value, string text)
    {
        var number = value.ToString("R", CultureInfo.InvariantCulture);
        return text.All(char.IsAsciiDigit) || number.Contains('.', StringComparison.Ordinal) ? number : number + ".0";
    }

    internal void Fault(string key, YamlNode node, string expected) => faults.Add($"{YamlText.Place(node.Start)}: '{key}' is {Shown(node)}: supported is {expected}");
}
