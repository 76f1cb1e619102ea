using HccRisk.Pathomics.Annotations;

namespace HccRisk.Pathomics.Tissue;

/// <summary>Where tissue is on a slide, and where pen marks and folds are.</summary>
public sealed class TissueMask
{
    private readonly MaskPlane _tissue;
    private readonly MaskPlane? _pen;
    private readonly MaskPlane? _folds;

    internal TissueMask(bool[] tissue, int width, int height, double downsample, double penFraction)
        : this(new MaskPlane(tissue, width, height, downsample), downsample, penFraction, null, null)
    {
    }

    internal TissueMask(MaskPlane tissue, double downsample, double penFraction, MaskPlane? pen, MaskPlane? folds, InkReference? inks = null) =>
        (_tissue, Downsample, PenFraction, _pen, _folds, Inks) = (tissue, downsample, penFraction, pen, folds, inks ?? InkReference.Unknown);

    /// <summary>Mask pixels along x.</summary>
    public int Width => _tissue.Width;

    /// <summary>Mask pixels along y.</summary>
    public int Height => _tissue.Height;

    /// <summary>Level-0 pixels per mask pixel.</summary>
    public double Downsample { get; }

    /// <summary>Part of the whole picture that is tissue, 0 to 1.</summary>
    public double Fraction => _tissue.Fraction;

    /// <summary>Part of the whole picture that has a pen's colour, 0 to 1.</summary>
    public double PenFraction { get; }

    /// <summary>Part of the whole picture that is folded tissue, 0 to 1.</summary>
    public double FoldFraction => _folds?.Fraction ?? 0;

    /// <summary>Whether the picture has something on it but no colour.</summary>
    internal bool IsColourless { get; init; }

    /// <summary>What the slide's stains look like.</summary>
    internal InkReference Inks { get; }

    /// <summary>Whether a mask pixel is tissue.</summary>
    /// <param name="x">Column, 0 to Width - 1.</param>
    /// <param name="y">Row, 0 to Height - 1.</param>
    public bool this[int x, int y] => _tissue[x, y];

    /// <summary>Part of a level-0 rectangle that is tissue, 0 to 1, by the mask pixels whose centres lie in it; outside the slide is no tissue.</summary>
    /// <param name="x">Left edge, level-0 pixels.</param>
    /// <param name="y">Top edge, level-0 pixels.</param>
    /// <param name="width">Width, level-0 pixels, above zero.</param>
    /// <param name="height">Height, level-0 pixels, above zero.</param>
    public double FractionIn(double x, double y, double width, double height) => _tissue.FractionIn(x, y, width, height);

    /// <summary>Part of a level-0 rectangle that lies in a pen mark or within one mask pixel of it, 0 to 1.</summary>
    /// <inheritdoc cref="FractionIn"/>
    public double PenFractionIn(double x, double y, double width, double height) => _pen?.FractionIn(x, y, width, height) ?? 0;

    /// <summary>Part of a level-0 rectangle that is folded tissue, 0 to 1.</summary>
    /// <inheritdoc cref="FractionIn"/>
    public double FoldFractionIn(double x, double y, double width, double height) => _folds?.FractionIn(x, y, width, height) ?? 0;

    /// <summary>
    /// The outlines of the tissue in level-0 pixels, exactly along the edges of the mask's pixels: one polygon a 4-connected piece, row by
    /// row; outer rings run from the x axis to the y axis, holes the other way.
    /// </summary>
    public IReadOnlyList<SlidePolygon> Contours() => MaskContours.Trace(_tissue, Downsample);

    /// <summary>The tissue within some areas only, such as the tumour a pathologist outlined: mask pixels whose centres lie in one of them.</summary>
    /// <param name="areas">The areas; none leaves no tissue.</param>
    public TissueMask Within(IEnumerable<SlidePolygon> areas) => Combine(areas, keepInside: true);

    /// <summary>The tissue outside some areas, such as necrosis: mask pixels whose centres lie in none of them.</summary>
    /// <param name="areas">The areas.</param>
    public TissueMask Without(IEnumerable<SlidePolygon> areas) => Combine(areas, keepInside: false);

    private TissueMask Combine(IEnumerable<SlidePolygon> areas, bool keepInside)
    {
        ArgumentNullException.ThrowIfNull(areas);
        var tissue = MaskPlane.Rasterise(areas, Width, Height, Downsample);
        for (var i = 0; i < tissue.Length; i++)
        {
            tissue[i] = tissue[i] == keepInside && _tissue.Values[i];
        }

        return new TissueMask(new MaskPlane(tissue, Width, Height, Downsample), Downsample, PenFraction, _pen, _folds, Inks);
    }
}
