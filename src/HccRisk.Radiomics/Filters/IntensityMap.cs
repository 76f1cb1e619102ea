namespace HccRisk.Radiomics.Filters;

/// <summary>Functions of each intensity by itself, as pyradiomics has them; M is the largest absolute intensity of the image.</summary>
public enum IntensityMap
{
    /// <summary>x² / M: the sign is lost.</summary>
    Square = 0,

    /// <summary>The square root of |x| M, with the sign of x.</summary>
    SquareRoot = 1,

    /// <summary>ln(|x| + 1) M / ln(M + 1), with the sign of x.</summary>
    Logarithm = 2,

    /// <summary>exp(x ln(M) / M).</summary>
    Exponential = 3,
}
