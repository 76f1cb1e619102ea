using HccRisk.Cohorts;
using HccRisk.Core.Naming;
using HccRisk.Pathomics.Annotations;
using HccRisk.Pathomics.Slides;

namespace HccRisk.Pathomics.Tissue;

/// <summary>The outlines on one slide within which to look, such as the tumour a pathologist drew: where they overlap they count once.</summary>
public sealed class SlideArea
{
    /// <summary>Part of an area below which so little of it is tissue that it may be of another slide, or in another unit.</summary>
    private const double LeastTissue = 0.2;

    private SlideArea(GivenAnnotation source, IReadOnlyList<SlidePolygon> polygons)
    {
        (Source, Polygons) = (source, polygons);
        var points = polygons.SelectMany(p => p.Outer).ToArray();
        (Left, Top, Right, Bottom) = (points.Min(p => p.X), points.Min(p => p.Y), points.Max(p => p.X), points.Max(p => p.Y));
    }

    /// <summary>The file, and which of its outlines.</summary>
    public GivenAnnotation Source { get; }

    /// <summary>The outlines, at least one, in level-0 pixels of the slide.</summary>
    public IReadOnlyList<SlidePolygon> Polygons { get; }

    /// <summary>Smallest x of the outlines.</summary>
    internal double Left { get; }

    /// <summary>Smallest y of the outlines.</summary>
    internal double Top { get; }

    /// <summary>Largest x of the outlines.</summary>
    internal double Right { get; }

    /// <summary>Largest y of the outlines.</summary>
    internal double Bottom { get; }

    private string Words => Source.Classification is { } name ? $"Annotation '{Source.Path}' (class '{name}')" : $"Annotation '{Source.Path}'";

    /// <summary>Reads the outlines for a slide: those of the class asked for, or without a class all but detections; moved by <see cref="ISlide.Origin"/>.</summary>
    /// <param name="annotation">The file, as QuPath exports it.</param>
    /// <param name="slide">The slide.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is no GeoJSON, has no outline of the class (those it has are named), an outline crosses itself, or all of them lie outside the slide.
    /// </exception>
    public static SlideArea Read(GivenAnnotation annotation, ISlide slide)
    {
        ArgumentNullException.ThrowIfNull(annotation);
        ArgumentNullException.ThrowIfNull(slide);
        var all = SlideGeoJson.Read(annotation.Path);
        var chosen = all.Where(a => annotation.Classification is { } name
            ? string.Equals(a.Classification, name, StringComparison.OrdinalIgnoreCase) : !a.IsDetection).ToArray();
        if (chosen.Length == 0)
        {
            var classes = all.GroupBy(a => a.Classification ?? "", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => FormattableString.Invariant($"{g.Count()} {(g.Key.Length > 0 ? $"'{g.Key}'" : "without a class")}")).ToArray();
            var hint = annotation.Classification is { } name && all.Any(a => a.Classification is not null)
                ? NearestNames.Hint(name, all.Select(a => a.Classification).OfType<string>().Distinct(StringComparer.Ordinal)) : "";
            var asked = annotation.Classification is { } wanted ? $" of class '{wanted}'" : "";
            var found = classes.Length == 0 ? "none" : string.Join(", ", classes) + (annotation.Classification is null ? ", detections all" : "");
            throw new InvalidDataException($"Annotation '{annotation.Path}' has no outline{asked}; it has {found}{hint}.");
        }

        for (var i = 0; i < chosen.Length; i++)
        {
            foreach (var polygon in chosen[i].Polygons)
            {
                if (RingCheck.FaultOf(polygon) is { } fault)
                {
                    var ofClass = annotation.Classification is { } name ? $" of class '{name}'" : "";
                    throw new InvalidDataException(FormattableString.Invariant(
                        $"Annotation '{annotation.Path}': outline {i + 1} of {chosen.Length}{ofClass} {fault}: draw it again in QuPath."));
                }
            }
        }

        var (origin, level) = (slide.Origin, slide.Levels[0]);
        var area = new SlideArea(annotation, [.. chosen.SelectMany(a => (origin == default ? a : a.MovedBy(origin.X, origin.Y)).Polygons)]);
        return area.Left < level.Width && area.Top < level.Height && area.Right > 0 && area.Bottom > 0 ? area
            : throw new InvalidDataException(FormattableString.Invariant(
                $"{area.Words} lies outside slide '{slide.Path}': {area.Where()}, {SizeOf(slide)}. It is of another slide, or in another unit."));
    }

    /// <summary>What is odd about it on the slide it was read for; null when nothing is.</summary>
    internal string? WarningOf(ISlide slide, TissueMask tissue)
    {
        var level = slide.Levels[0];
        var share = ShareOf(tissue, 1);
        return Left < -1 || Top < -1 || Right > level.Width + 1 || Bottom > level.Height + 1
            ? $"{Words} reaches beyond the slide: {Where()}, {SizeOf(slide)}"
            : share < LeastTissue ? FormattableString.Invariant($"{Words} has little tissue, {share:P1} of it: {Where()}.{Hint(slide, tissue)}")
            : null;
    }

    /// <summary>Why no tile lies within it.</summary>
    internal string Explain(ISlide slide, TissueMask tissue, double tileSize)
    {
        var (width, height) = (Right - Left, Bottom - Top);
        return FormattableString.Invariant($"{Words} spans {width:0.#} x {height:0.#} level-0 pixels{(Math.Max(width, height) < tileSize ? ", less than a tile" : "")}, ")
            + FormattableString.Invariant($"{Where()}; {ShareOf(tissue, 1):P1} of it is tissue.{Hint(slide, tissue)}");
    }

    private static string SizeOf(ISlide slide) =>
        FormattableString.Invariant($"the slide has {slide.Levels[0].Width} x {slide.Levels[0].Height} level-0 pixels");

    private string Where() => FormattableString.Invariant($"x {Left:0.#} to {Right:0.#}, y {Top:0.#} to {Bottom:0.#}");

    /// <summary>Whether the outlines would lie on tissue were their numbers micrometres.</summary>
    private string Hint(ISlide slide, TissueMask tissue) =>
        slide.MicronsPerPixel is { } mpp && ShareOf(tissue, 1 / mpp) is var other && other > 0.5 && other > 2 * ShareOf(tissue, 1)
        ? FormattableString.Invariant($" Were its numbers micrometres, {other:P0} would be: they must be level-0 pixels, as QuPath exports them.")
        : " Its numbers must be level-0 pixels of this slide, as QuPath exports them.";

    /// <summary>Part of the area, enlarged about the corner of the slide, that is tissue; 0 where it has no pixel of the mask.</summary>
    private double ShareOf(TissueMask tissue, double factor)
    {
        var inside = MaskPlane.Rasterise(Polygons, tissue.Width, tissue.Height, tissue.Downsample / factor);
        var (area, both) = (0, 0);
        for (var i = 0; i < inside.Length; i++)
        {
            if (inside[i])
            {
                area++;
                both += tissue[i % tissue.Width, i / tissue.Width] ? 1 : 0;
            }
        }

        return area == 0 ? 0 : (double)both / area;
    }
}
