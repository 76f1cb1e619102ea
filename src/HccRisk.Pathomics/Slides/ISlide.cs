namespace HccRisk.Pathomics.Slides;

/// <summary>A whole-slide image: a pyramid of RGB levels with a physical scale. Reading is safe from several threads at once.</summary>
public interface ISlide : IDisposable
{
    /// <summary>Path of the file.</summary>
    string Path { get; }

    /// <summary>The pyramid, finest first; never empty. Thumbnails, labels and overview photographs are not levels.</summary>
    IReadOnlyList<SlideLevel> Levels { get; }

    /// <summary>Micrometres per level-0 pixel; null when neither the file nor <see cref="SlideOpenOptions"/> states them. Never guessed.</summary>
    double? MicronsPerPixel { get; }

    /// <summary>Nominal magnification of the objective (20, 40); null when the file does not state it.</summary>
    double? ObjectivePower { get; }

    /// <summary>
    /// Where on level 0 the scanned area begins, when it is less than the level: <c>openslide.bounds-x</c> and <c>-y</c> of MRXS slides. QuPath counts
    /// from there; all coordinates here count from the level's corner. Zero for other slides.
    /// </summary>
    SlidePlace Origin => default;

    /// <summary>Which reader opened the file and why, and where <see cref="MicronsPerPixel"/> comes from.</summary>
    SlideSource Source { get; }

    /// <summary>Names of the pictures that come with the scan (<c>thumbnail</c>, <c>label</c>, <c>macro</c>), in ordinal order; a label may name the patient.</summary>
    IReadOnlyList<string> AssociatedImages { get; }

    /// <summary>Reads one of <see cref="AssociatedImages"/>.</summary>
    /// <param name="name">Its name, exactly as listed.</param>
    /// <returns>The picture; its <see cref="SlideImage.Downsample"/> is NaN, for the file does not say what part of the glass it shows.</returns>
    /// <exception cref="ArgumentException">There is no picture of that name.</exception>
    /// <exception cref="SlideFormatException">The picture is damaged.</exception>
    SlideImage ReadAssociatedImage(string name);

    /// <summary>Reads a rectangle of one level. Pixels outside the level are white.</summary>
    /// <param name="level">Index into <see cref="Levels"/>.</param>
    /// <param name="x">Left edge in pixels <em>of that level</em>; may be negative.</param>
    /// <param name="y">Top edge in pixels of that level; may be negative.</param>
    /// <param name="width">Pixels along x, above zero.</param>
    /// <param name="height">Pixels along y, above zero.</param>
    /// <param name="rgb">Receives red, green, blue bytes row by row; its length is exactly <c>width * height * 3</c>.</param>
    /// <exception cref="SlideFormatException">The file is damaged at this place.</exception>
    void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb);
}
