namespace HccRisk.Pathomics.Stain;

/// <summary>How the two stains of a tile are found.</summary>
public enum StainMethod
{
    /// <summary>
    /// The outermost directions in the plane of the optical densities (Macenko et al., A method for normalizing histology slides for
    /// quantitative analysis, ISBI 2009:1107-1110). Fast; needs some pixels of one stain alone.
    /// </summary>
    Macenko,

    /// <summary>
    /// Sparse non-negative factors (Vahadane et al., Structure-preserving color normalization and sparse stain separation for
    /// histological images, IEEE Trans Med Imaging 2016;35:1962-1971). Slower; for a slide rather than for every tile.
    /// </summary>
    Vahadane,

    /// <summary>
    /// Macenko's method by the convention of torchstain and the libraries that agree with it, to compare with their results: light 240, densities -ln((v + 1) / 240) of at least 0.15 in
    /// all three colours, axes of the covariance, amounts over all pixels; what neither stain explains is dropped, and <see cref="StainOptions.MinDensity"/> does not count.
    /// </summary>
    MacenkoTorchstain,
}
