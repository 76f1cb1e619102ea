using System.Globalization;
using System.Text.RegularExpressions;

namespace HccRisk.Core.Slides;

/// <summary>Where the levels of a TIFF slide are, and its scale.</summary>
/// <param name="Levels">For each level its size, its main page and its sub-directory (-1 for the page itself).</param>
/// <param name="MicronsPerPixel">Stated micrometres per pixel, or null.</param>
/// <param name="ObjectivePower">Stated magnification, or null.</param>
internal sealed partial record SlideLayout(
    IReadOnlyList<(SlideLevel Size, int Page, int SubDirectory)> Levels,
    double? MicronsPerPixel,
    double? ObjectivePower)
{
    /// <summary>Coarser than any scan: a default such as 72 dots per inch, which says nothing about the slide.</summary>
    private const double CoarsestScan = 100;

    public static SlideLayout Read(string path)
    {
        var pages = TiffDirectoryReader.Read(path);
        var (top, sub) = pages[0];
        RejectForeign(path, top);

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

        return new SlideLayout(levels, ReadMicronsPerPixel(top), ReadNumber(top.Description, AppMag()));

        void Add(TiffPage page, int index, int subDirectory)
        {
            RequireReadable(path, page);
            var downsample = levels.Count == 0 ? 1 : Math.Sqrt((double)top.Width / page.Width * ((double)top.Height / page.Height));

            // Each halving rounds the size: a whole ratio that explains it within a pixel is the true one.
            var whole = Math.Round(downsample);
            var isWhole = Math.Abs((top.Width / whole) - page.Width) < 1 && Math.Abs((top.Height / whole) - page.Height) < 1;
            levels.Add((new SlideLevel(page.Width, page.Height, isWhole ? whole : downsample), index, subDirectory));
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

    private static double? ReadMicronsPerPixel(TiffPage page)
    {
        if (ReadNumber(page.Description, Mpp()) is { } stated)
        {
            return stated;
        }

        var unit = page.ResolutionUnit switch { 2 => 25400.0, 3 => 10000.0, _ => 0 };
        if (unit == 0 || page.Resolution.X <= 0 || page.Resolution.Y <= 0)
        {
            return null;
        }

        var x = unit / page.Resolution.X;
        var y = unit / page.Resolution.Y;
        return x <= CoarsestScan && Math.Abs(x - y) <= 0.01 * x ? x : null;
    }

    private static double? ReadNumber(string text, Regex pattern)
    {
        var match = pattern.Match(text);
        return match.Success && double.TryParse(match.Groups["value"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value > 0 && double.IsFinite(value)
            ? value
            : null;
    }

    private static void RejectForeign(string path, TiffPage top)
    {
        var maker = top.IsHamamatsu ? "a Hamamatsu NDPI"
            : top.Description.Contains("<scn", StringComparison.OrdinalIgnoreCase) ? "a Leica SCN"
            : path.EndsWith(".bif", StringComparison.OrdinalIgnoreCase) ? "a Ventana BIF"
            : null;
        if (maker is not null)
        {
            throw new SlideFormatException($"'{path}' is {maker} slide, which the embedded reader does not know. Convert it to a pyramidal tiled TIFF (QuPath or 'vips openslideload' then 'tiffsave').");
        }
    }

    private static void RequireReadable(string path, TiffPage page)
    {
        var problem = page.Compression switch
        {
            1 or 5 or 7 or 8 or 32773 or 32946 or 50000 or 50001 => null,
            6 => "old-style JPEG (compression 6)",
            33003 or 33005 or 34712 => $"JPEG 2000 (compression {page.Compression})",
            var other => $"compression {other}",
        };
        if (problem is not null)
        {
            throw new SlideFormatException($"Slide '{path}' uses {problem}, which the embedded reader cannot decode. Re-save it as a JPEG-compressed pyramidal TIFF with OpenSlide or QuPath.");
        }

        if (page.BitsPerSample != 8 || page.SamplesPerPixel is not (1 or 3 or 4) || page.Photometric == 5)
        {
            throw new SlideFormatException($"Slide '{path}' has {page.SamplesPerPixel} samples of {page.BitsPerSample} bits a pixel; 8-bit grey or RGB is needed.");
        }

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
}
