namespace HccRisk.Core.Slides;

/// <summary>Who decodes a slide file.</summary>
public enum SlideReader
{
    /// <summary>The embedded libvips for the TIFFs it reads, else OpenSlide.</summary>
    Automatic,

    /// <summary>libvips, which comes with the package: tiled TIFF, SVS and OME-TIFF.</summary>
    Vips,

    /// <summary>OpenSlide, when it is installed on the system: also MRXS, NDPI, SCN, BIF, VMS, Philips TIFF, and DICOM from version 4.</summary>
    OpenSlide,
}
