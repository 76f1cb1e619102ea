using System.Globalization;
using HccRisk.Core.IO;

namespace HccRisk.Imaging.Nrrd;

/// <summary>Where the voxels of a NRRD image are and how they are written.</summary>
/// <param name="Files">Full paths in order; empty when the data follow the header.</param>
/// <param name="Compressed">The data are gzip streams, one a file.</param>
/// <param name="Text">The data are numbers in text.</param>
/// <param name="LineSkip">Lines to pass over at the start of each file.</param>
/// <param name="ByteSkip">Bytes to pass over after that, of the decompressed data when compressed; -1: the data are the file's last bytes.</param>
internal sealed record NrrdData(IReadOnlyList<string> Files, bool Compressed, bool Text, long LineSkip, long ByteSkip)
{
    private const int MaximumFiles = 100_000;

    internal static NrrdData Read(NrrdFields fields, ReadOnlySpan<long> sizes)
    {
        var encoding = fields.Require("encoding").ToLowerInvariant();
        var compressed = encoding is "gzip" or "gz";
        var text = encoding is "ascii" or "text" or "txt";
        if (encoding != "raw" && !compressed && !text)
        {
            throw fields.Fault("encoding", encoding, "raw, gzip and ascii are read: convert the file to one of them (in 3D Slicer: save as .nrrd)");
        }

        var lineSkip = Skip(fields, "line skip", "lineskip", 0);
        var byteSkip = Skip(fields, "byte skip", "byteskip", compressed || text ? 0 : -1);
        return new NrrdData(Names(fields, sizes), compressed, text, lineSkip, byteSkip);
    }

    private static long Skip(NrrdFields fields, string name, string otherName, long least) =>
        (fields.Find(name) ?? fields.Find(otherName)) is not { } text ? 0
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) && count >= least ? count
        : throw fields.Fault(name, text, $"a whole number of at least {least} is expected{(least == 0 ? " (-1 needs raw data)" : "")}");

    /// <summary>One name; or <c>LIST [subdim]</c> and lines; or a pattern with first, last and step <c>[subdim]</c>.</summary>
    private static List<string> Names(NrrdFields fields, ReadOnlySpan<long> sizes)
    {
        if (fields.DataFile is not { } value)
        {
            return [];
        }

        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        List<string> names;
        string? subDimension = null;
        if (words is ["LIST", ..])
        {
            names = fields.Listed;
            subDimension = words.Length > 1 ? words[1] : null;
        }
        else if (words.Length is 4 or 5 && words[0].Contains('%', StringComparison.Ordinal))
        {
            names = Expand(fields, value, words);
            subDimension = words.Length > 4 ? words[4] : null;
        }
        else
        {
            return [Resolve(fields, value)];
        }

        // Each file holds the fastest axes up to the sub-dimension; without one, a slab of the last axis.
        var expected = sizes[^1];
        if (subDimension is not null)
        {
            if (!int.TryParse(subDimension, NumberStyles.None, CultureInfo.InvariantCulture, out var kept) || kept < 1 || kept > sizes.Length)
            {
                throw fields.Fault("data file", value, $"the sub-dimension is a number from 1 to {sizes.Length}");
            }

            expected = 1;
            foreach (var size in sizes[kept..])
            {
                expected *= size;
            }

            // With all axes kept, any number of files shares the last one.
            if (kept == sizes.Length && names.Count > 0 && sizes[^1] % names.Count == 0)
            {
                expected = names.Count;
            }
        }

        return names.Count == expected
            ? names.ConvertAll(name => Resolve(fields, name))
            : throw fields.Fault("data file", $"{names.Count} files", $"the sizes need {expected}");
    }

    private static List<string> Expand(NrrdFields fields, string value, string[] words)
    {
        var numbers = new int[3];
        for (var i = 0; i < 3; i++)
        {
            if (!int.TryParse(words[i + 1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]))
            {
                throw fields.Fault("data file", value, "first, last and step of the pattern are whole numbers");
            }
        }

        var (first, last, step) = (numbers[0], numbers[1], numbers[2]);
        if (step == 0 || Math.Abs((long)last - first) / Math.Abs((long)step) >= MaximumFiles)
        {
            throw fields.Fault("data file", value, $"the pattern must name 1 to {MaximumFiles} files");
        }

        var (before, width, zeros, after) = Pattern(fields, words[0]);
        var names = new List<string>();
        for (long i = first; step > 0 ? i <= last : i >= last; i += step)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            names.Add(before + (zeros ? number.PadLeft(width, '0') : number.PadLeft(width)) + after);
        }

        return names;
    }

    /// <summary>The parts around the one <c>%d</c>, <c>%3d</c> or <c>%03d</c> of a printf pattern.</summary>
    private static (string Before, int Width, bool Zeros, string After) Pattern(NrrdFields fields, string pattern)
    {
        var start = pattern.IndexOf('%', StringComparison.Ordinal);
        var end = pattern.AsSpan(start + 1).IndexOfAny("diu") + start + 1;
        var digits = end > start ? pattern[(start + 1)..end] : "?";
        var width = 0;
        return (digits.Length == 0 || (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out width) && width < 100))
            && !pattern.AsSpan(end + 1).Contains('%')
            ? (pattern[..start], width, digits.StartsWith('0'), pattern[(end + 1)..])
            : throw fields.Fault("data file", pattern, "a name with one whole-number conversion such as %03d is expected");
    }

    private static string Resolve(NrrdFields fields, string name)
    {
        // A NUL or an empty name has no full path at all.
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
        {
            throw fields.Fault("data file", $"'{name}'", "a file name is expected");
        }

        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(fields.Path)) ?? "", name));
        return ReferencedFiles.MayRead(fields.Path, path)
            ? path
            : throw fields.Fault("data file", $"'{name}'", ReferencedFiles.Refusal);
    }
}
