namespace HccRisk.Radiomics.Discretisation;

/// <summary>Which intensity levels an intensity-volume histogram has (IBSI 3.5).</summary>
public enum VolumeHistogramLevels
{
    /// <summary>A fixed number of bins over the region's range: for scales without meaning, as in MR. Intensities of it are bin numbers.</summary>
    FixedBinNumber = 0,

    /// <summary>Bins of a fixed width: for calibrated scales that are not whole numbers. Intensities of it are bin centres.</summary>
    FixedBinSize = 1,

    /// <summary>Steps of 1 without bins: for calibrated scales of whole numbers, as in CT.</summary>
    WholeIntensities = 2,
}
