namespace HccRisk.Core.Slides;

/// <summary>Opens slide files.</summary>
public static class SlideFile
{
    /// <summary>Opens a tiled or pyramidal TIFF, or an Aperio SVS, with the embedded decoder.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="options">How to open it; null for the defaults.</param>
    /// <returns>The slide; dispose it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SlideFormatException">The file is not a slide this reader knows, is truncated or damaged.</exception>
    public static ISlide Open(string path, SlideOpenOptions? options = null) => VipsSlide.Open(path, options);
}
