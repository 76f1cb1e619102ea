namespace HccRisk.Radiomics;

/// <summary>How the arbitrary scale of an MR series is removed before statistics and texture; settings are in <see cref="NormalisationOptions"/>.</summary>
public enum IntensityNormalisation
{
    /// <summary>Intensities are used as they are.</summary>
    None = 0,

    /// <summary>z-score by the mean and standard deviation (divisor n) of all finite voxels of the series.</summary>
    ZScoreImage = 1,

    /// <summary>z-score by the mean and standard deviation (divisor n) of the tissue, such as liver outside the lesion.</summary>
    ZScoreReference = 2,

    /// <summary>Two quantiles of all finite voxels of the series become two target values; linear between and, unless cut, beyond them.</summary>
    Quantiles = 3,

    /// <summary>Divided by the mean of the tissue, such as spleen or muscle: 1 is as bright as that tissue.</summary>
    ReferenceMean = 4,

    /// <summary>z-score by the mean and standard deviation (divisor n) of the body: the finite voxels above Otsu's threshold of the series (1979).</summary>
    ZScoreBody = 5,

    /// <summary>Less the median of the tissue, by its median absolute deviation from it (as it is, without the 1.4826 of a normal distribution).</summary>
    RobustReference = 6,

    /// <summary>
    /// z-score by the mean and standard deviation (divisor n) of a stripe of the tissue: its voxels within <see cref="NormalisationOptions.StripeWidth"/> of
    /// rank on either side of the mode of its intensities, which lesions and vessels do not move (WhiteStripe, Shinohara and others, NeuroImage: Clinical 2014, for
    /// liver).
    /// </summary>
    Stripe = 7,

    /// <summary>
    /// Percentiles 1, 10, 20 to 90 and 99 of the body (as <see cref="ZScoreBody"/> has it) become those of a standard scale that <see cref="Preprocessing.NyulScale"/> learnt
    /// from other patients; linear between and beyond them (Nyúl, Udupa and Zhang, IEEE TMI 2000). The scale is <see cref="NormalisationOptions.Standard"/>.
    /// </summary>
    Nyul = 8,
}
