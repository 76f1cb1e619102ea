using System.Globalization;
using System.Text.RegularExpressions;

namespace HccRisk.Core.Slides;

/// <summary>Where the levels of a TIFF slide are, and its scale.</summary>
/// <param name="Levels">For each level its size, its main page and its sub-directory (-1 for the page itself).</param>
/// <param name="Associated">Page of each picture that is not a level.</param>
/// <param name="MicronsPerPixel">Stated micrometres per pixel, or null.</param>
/// <param name="ObjectivePower">Stated magnification, or null.</param>
/// <param name="Encoding">How the pixels are stored, in words.</param>
/// <param name="Unsupported">Why libvips cannot read it, continuing "the file ..."; null when it can.</param>
internal sealed partial record SlideLayout(
    IReadOnlyList<(SlideLevel Size, int Page, int SubDirectory)> Levels,
    IReadOnlyDictionary<string, int> Associated,
    double? MicronsPerPixel,
    double? ObjectivePower,
    string Encoding,
    string? Unsupported)
{
    /// <summary>Reads the layout of a TIFF; a file that is whole but not for libvips is no error here.</summary>
    /// <exception cref="SlideFormatException">Not a TIFF, truncated or damaged.</exception>
    public static SlideLayout Read(string path)
    {
        var pages = TiffDirectoryReader.Read(path);
        var (top, sub) = pages[0];
        var ome = OmeDescription.TryRead(top.Description);
        var unsupported = Maker(path, top) is { } maker ? $"is {maker} slide" : null;
        if (ome is { Channels: > 1 } && top.SamplesPerPixel == 1)
        {
            unsupported ??= $"is an OME-TIFF of {ome.Channels} separate channels, not RGB";
        }

        var levels = new List<(SlideLevel, int, int)>();
        var last = top;
        Add(top, 0, -1);
        for (var i = 0; i < sub.Count; i++)
        {
            if (IsReductionOf(sub[i], top, last))
            {
                Add(sub[i], 0, i);
            }
        }

        // Aperio and plain pyramids put each level on a page of its own; their thumbnail, label and macro are not tiled.
        for (var i = 1; i < pages.Count && sub.Count == 0; i++)
        {
            if (pages[i].Page.IsTiled && IsReductionOf(pages[i].Page, top, last))
            {
                Add(pages[i].Page, i, -1);
            }
        }

        return new SlideLayout(
            levels,
            FindAssociated(pages, ome),
            ReadMicronsPerPixel(top, ome),
            ReadNumber(top.Description, AppMag()) ?? ome?.ObjectivePower,
            CompressionName(top.Compression),
            unsupported);

        void Add(TiffPage page, int index, int subDirectory)
        {
            RequireWhole(path, page);
            unsupported ??= Obstacle(page);
            levels.Add((new SlideLevel(page.Width, page.Height, levels.Count == 0 ? 1 : ScaleRule.Downsample(top.Width, top.Height, page.Width, page.Height)), index, subDirectory));
            last = page;
        }
    }

    private static bool IsReductionOf(TiffPage page, TiffPage top, TiffPage previous)
    {
        if (page.Width >= previous.Width || page.Height >= previous.Height || page.SamplesPerPixel != top.SamplesPerPixel)
        {
            return false;
        }

        var scale = (double)top.Width / page.Width;
        return Math.Abs((top.Height / scale) - page.Height) <= Math.Max(2, 0.01 * page.Height);
    }

    private static SortedDictionary<string, int> FindAssociated(List<(TiffPage Page, List<TiffPage> Sub)> pages, OmeDescription? ome)
    {
        var found = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, page) in ome?.Associated ?? [])
        {
            if (page > 0 && page < pages.Count)
            {
                found.TryAdd(name, page);
            }
        }

        if (!pages[0].Page.Description.StartsWith("Aperio", StringComparison.Ordinal))
        {
            return found;
        }

        // Aperio: the second page is the thumbnail, the others say what they are in the first word of their second line.
        for (var i = 1; i < pages.Count; i++)
        {
            var page = pages[i].Page;
            if (page.IsTiled)
            {
                continue;
            }

            var name = i == 1 ? "thumbnail" : SecondLine().Match(page.Description).Groups["name"].Value;
            if (name.Length > 0)
            {
                found.TryAdd(name, i);
            }
        }

        return found;
    }

    private static double? ReadMicronsPerPixel(TiffPage page, OmeDescription? ome)
    {
        if ((ReadNumber(page.Description, Mpp()) ?? ome?.MicronsPerPixel) is { } stated)
        {
            return stated;
        }

        var unit = page.ResolutionUnit switch { 2 => 25400.0, 3 => 10000.0, _ => 0 };
        return ScaleRule.FromPixelsPerUnit(page.Resolution.X, page.Resolution.Y, unit);
    }

    private static double? ReadNumber(string text, Regex pattern)
    {
        var match = pattern.Match(text);
        return match.Success && double.TryParse(match.Groups["value"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value > 0 && double.IsFinite(value)
            ? value
            : null;
    }

    /// <summary>Makers whose TIFFs look plain but are not: padded levels, overlapping tiles, several focal planes.</summary>
    private static string? Maker(string path, TiffPage top) =>
        top.IsHamamatsu ? "a Hamamatsu NDPI"
        : top.Description.Contains("<scn", StringComparison.OrdinalIgnoreCase) ? "a Leica SCN"
        : path.EndsWith(".bif", StringComparison.OrdinalIgnoreCase) ? "a Ventana BIF"
        : top.Description.Contains("DPUfsImport", StringComparison.Ordinal) || top.Software.StartsWith("Philips DP", StringComparison.Ordinal) ? "a Philips TIFF"
        : top.Software.StartsWith("MedScan", StringComparison.Ordinal) ? "a Trestle"
        : null;

    private static string? Obstacle(TiffPage page)
    {
        var isKnown = page.Compression is 1 or 5 or 7 or 8 or 32773 or 32946 or 50000 or 50001;
        return !isKnown ? $"uses {CompressionName(page.Compression)}"
            : page.BitsPerSample != 8 || page.SamplesPerPixel is not (1 or 3 or 4) || page.Photometric == 5
                ? $"has {page.SamplesPerPixel} samples of {page.BitsPerSample} bits a pixel instead of 8-bit grey or RGB"
                : null;
    }

    private static string CompressionName(int compression) => compression switch
    {
        1 => "uncompressed",
        5 => "LZW",
        6 => "old-style JPEG (compression 6)",
        7 => "JPEG",
        8 or 32946 => "deflate",
        32773 => "PackBits",
        33003 or 33005 or 34712 => $"JPEG 2000 (compression {compression})",
        50000 => "Zstandard",
        50001 => "WebP",
        _ => $"compression {compression}",
    };

    private static void RequireWhole(string path, TiffPage page)
    {
        var length = new FileInfo(path).Length;
        if (page.DataEnd > length)
        {
            throw new SlideFormatException($"Slide '{path}' is truncated: it has {length} bytes, its picture needs {page.DataEnd}. Copy it again from its source.");
        }
    }

    [GeneratedRegex(@"\bMPP\s*=\s*(?<value>[0-9.eE+-]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Mpp();

    [GeneratedRegex(@"\bAppMag\s*=\s*(?<value>[0-9.eE+-]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex AppMag();

    [GeneratedRegex(@"\A[^\n]*\n(?<name>[A-Za-z]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex SecondLine();
}
