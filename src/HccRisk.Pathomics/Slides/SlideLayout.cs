using System.Globalization;
using System.Text.RegularExpressions;
using HccRisk.Pathomics.Slides.Decoding;

namespace HccRisk.Pathomics.Slides;

/// <summary>Where the levels of a TIFF slide are, and its scale.</summary>
/// <param name="Levels">For each level its size and where its pixels are.</param>
/// <param name="Associated">Page of each picture that is not a level.</param>
/// <param name="Scale">Stated micrometres per pixel, or null.</param>
/// <param name="ObjectivePower">Stated magnification, or null.</param>
/// <param name="Encoding">How the pixels are stored, in words.</param>
/// <param name="Unsupported">Why it is left to OpenSlide, continuing "the file ..."; null when it need not be.</param>
/// <param name="Refused">Why no reader may have it, continuing "the file ...", because its pixels are not what they would be taken for; null when one may.</param>
internal sealed partial record SlideLayout(
    IReadOnlyList<(SlideLevel Size, TiffPage Page)> Levels,
    IReadOnlyDictionary<string, TiffPage> Associated,
    StatedScale? Scale,
    double? ObjectivePower,
    string Encoding,
    string? Unsupported,
    string? Refused)
{
    /// <summary>
    /// Whether OpenSlide would leave pixels to a part of libtiff that some versions get wrong (4.7.1, and 4.5.0 with the corrections of 2026):
    /// of a tile that reaches beyond the picture they leave rows unwritten, without an error. JPEG and JPEG 2000 go another way.
    /// </summary>
    public bool IsUnsafeForOpenSlide => Levels.Any(x =>
        x.Page.IsTiled && x.Page.Compression is not (7 or 33003 or 33005) && (x.Page.Width < x.Page.PieceWidth || x.Page.Height % x.Page.PieceHeight != 0));

    /// <summary>Reads the layout of a TIFF; a file that is whole but not for libvips is no error here.</summary>
    /// <exception cref="SlideFormatException">Not a TIFF, truncated or damaged.</exception>
    public static SlideLayout Read(string path)
    {
        var pages = TiffDirectoryReader.Read(path);
        var (top, sub) = pages[0];
        var ome = OmeDescription.TryRead(top.Description);
        var unsupported = Maker(path, top) is { } maker ? $"is {maker} slide" : null;
        var levels = new List<(SlideLevel, TiffPage)>();
        var last = top;
        Add(top);
        foreach (var page in sub.Where(x => IsReductionOf(x, top, last)))
        {
            Add(page);
        }

        // Aperio and plain pyramids put each level on a page of its own; their thumbnail, label and macro are not tiled.
        foreach (var (page, _) in pages.Skip(sub.Count == 0 ? 1 : pages.Count).Where(x => x.Page.IsTiled && IsReductionOf(x.Page, top, last)))
        {
            Add(page);
        }

        return new SlideLayout(
            levels,
            FindAssociated(pages, ome),
            ReadScale(top, ome),
            ReadNumber(top.Description, AppMag()) ?? ome?.ObjectivePower,
            PieceDecoder.CompressionName(top.Compression),
            unsupported,
            Refusal(top, ome));

        void Add(TiffPage page)
        {
            RequireWhole(path, page);
            unsupported ??= PieceDecoder.Obstacle(page);
            levels.Add((new SlideLevel(page.Width, page.Height, levels.Count == 0 ? 1 : ScaleRule.Downsample(top.Width, top.Height, page.Width, page.Height)), page));
            last = page;
        }
    }

    /// <summary>Tissue, pens and stains are told by colour: what has none is not a faint slide but another kind of picture.</summary>
    private static string? Refusal(TiffPage top, OmeDescription? ome) =>
        PieceDecoder.SampleFault(top) is { } fault ? $"{fault}: nothing says which value is white. Export it with 8 bits a sample"
        : ome is { Channels: > 1 } && top.SamplesPerPixel == 1
            ? $"is an OME-TIFF of {ome.Channels} separate channels{ome.ChannelNames}: fluorescence, or the colours of one scan in planes of their own. Export it as RGB if it is a bright-field scan"
        : top.Photometric is 0 or 1 && top.SamplesPerPixel == 1
            ? "has a single channel (grey): fluorescence, or a scan without colour, not haematoxylin and eosin. Export it as RGB if it is a bright-field scan"
        : top.SamplesPerPixel is 2 or > 4
            ? $"has {top.SamplesPerPixel} samples a pixel: several channels, not RGB. Export it as RGB if it is a bright-field scan"
        : null;

    private static bool IsReductionOf(TiffPage page, TiffPage top, TiffPage previous)
    {
        if (page.Width >= previous.Width || page.Height >= previous.Height || page.SamplesPerPixel != top.SamplesPerPixel)
        {
            return false;
        }

        var scale = (double)top.Width / page.Width;
        return Math.Abs((top.Height / scale) - page.Height) <= Math.Max(2, 0.01 * page.Height);
    }

    private static SortedDictionary<string, TiffPage> FindAssociated(List<(TiffPage Page, List<TiffPage> Sub)> pages, OmeDescription? ome)
    {
        var found = new SortedDictionary<string, TiffPage>(StringComparer.Ordinal);
        foreach (var (name, page) in ome?.Associated ?? [])
        {
            if (page > 0 && page < pages.Count)
            {
                found.TryAdd(name, pages[page].Page);
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
                found.TryAdd(name, page);
            }
        }

        return found;
    }

    private static StatedScale? ReadScale(TiffPage page, OmeDescription? ome)
    {
        if (ReadNumber(page.Description, Mpp()) is { } both)
        {
            return new StatedScale(both, both);
        }

        if (ome?.Scale is { } stated)
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

    private static void RequireWhole(string path, TiffPage page)
    {
        using var file = File.OpenHandle(path); // A symbolic link has a length of its own.
        var length = RandomAccess.GetLength(file);
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
