using System.Globalization;
using System.Text.RegularExpressions;
using HccRisk.Imaging.Dicom;
using HccRisk.Oracles;

namespace HccRisk.Imaging.Tests.Dicom;

/// <summary>An element as dcmdump (DCMTK) prints it: how deep it is in sequences, its tag, representation and value.</summary>
public sealed partial record DumpedElement(int Depth, DicomTag Tag, string Vr, string Value)
{
    /// <summary>All elements of a file in the order of the file, without group lengths, delimiters and items.</summary>
    internal static List<DumpedElement> Dump(ExternalTool dcmdump, string path)
    {
        List<DumpedElement> elements = [];
        // +L: whole values; -Un: identifiers as numbers; +M: long values too; -dc: values as they are in the file.
        foreach (var line in dcmdump.Run("-q", "+L", "-Un", "+M", "-dc", path).Split('\n'))
        {
            var match = Line().Match(line);
            if (match.Success)
            {
                var tag = new DicomTag(Hex(match.Groups["group"].Value), Hex(match.Groups["element"].Value));
                elements.Add(new DumpedElement(match.Groups["indent"].Length / 2, tag, match.Groups["vr"].Value.Replace("??", "UN", StringComparison.Ordinal), match.Groups["value"].Value));
            }
            else if (elements.Count > 0 && line.Length > 0 && line[0] != '#')
            {
                elements[^1] = elements[^1] with { Value = elements[^1].Value + "\n" + line };
            }
        }

        return [.. elements
            .Where(element => element.Tag is not { Element: 0 } and not { Group: 0xFFFE })
            .Select(element => element with { Depth = element.Depth / 2, Value = Comment().Replace(element.Value, "") })];
    }

    private static ushort Hex(string digits) => ushort.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // "  (0028,0010) US 256      #   2, 1 Rows"; the representation is ?? where dcmdump knows none.
    [GeneratedRegex(@"^(?<indent> *)\((?<group>[0-9a-f]{4}),(?<element>[0-9a-f]{4})\) (?<vr>\S\S) (?<value>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();

    [GeneratedRegex(@" *# *(\d+|u/l), *\d+ [^#]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();
}
