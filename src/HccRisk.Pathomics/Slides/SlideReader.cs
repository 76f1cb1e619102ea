namespace HccRisk.Pathomics.Slides;

/// <summary>Who decodes a slide file.</summary>
public enum SlideReader
{
    /// <summary>The package's own reader for the TIFFs it reads, else OpenSlide.</summary>
    Automatic,

    /// <summary>The reader that comes with the package, JPEG and WebP decoded by libvips: tiled TIFF, SVS and OME-TIFF. A damaged tile is an error.</summary>
    Vips,

    /// <summary>OpenSlide, when it is installed on the system: also MRXS, NDPI, SCN, BIF, VMS, Philips TIFF, and DICOM from version 4.</summary>
    OpenSlide,
}
