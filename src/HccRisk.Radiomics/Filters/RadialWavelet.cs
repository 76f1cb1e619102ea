namespace HccRisk.Radiomics.Filters;

/// <summary>Wavelets that depend on the length of a frequency alone.</summary>
public enum RadialWavelet
{
    /// <summary>Simoncelli's: a cosine of the logarithm over two octaves.</summary>
    Simoncelli = 0,

    /// <summary>Shannon's: 1 in one octave, else 0.</summary>
    Shannon = 1,
}
