namespace HccRisk.Imaging.Dicom.Pixels;

/// <summary>Which attributes of a file turn stored pixels into values. The first that is there counts, in the order they are listed in.</summary>
public enum PixelScaling
{
    /// <summary>
    /// Philips MR: (stored x rescale slope + rescale intercept) / (rescale slope x scale slope), the scale slope being private (2005,xx0E) of
    /// <c>Philips MR Imaging DD 001</c>. The rescaled value alone is what the console shows, in arbitrary units of each series; this one is comparable
    /// between the series of an examination (Chenevert et al., Translational Oncology 2014).
    /// </summary>
    PhilipsPrivate,

    /// <summary>
    /// The real-world value map (0040,9096), a line or a table, where there is one or all say the same; pixels that it does not map are NaN. Tested on
    /// made-up files only.
    /// </summary>
    RealWorldValue,

    /// <summary>The modality table (0028,3000).</summary>
    ModalityTable,

    /// <summary>Rescale slope and intercept (0028,1053 and 0028,1052), 1 and 0 where absent.</summary>
    Rescale,
}
