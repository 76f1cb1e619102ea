namespace HccRisk.Radiomics.Discretisation;

/// <summary>How intensities become grey levels.</summary>
public enum DiscretisationMethod
{
    /// <summary>A fixed number of equal bins between the region's minimum and maximum (IBSI K15C): for scales without meaning, as in MR.</summary>
    FixedBinNumber = 0,

    /// <summary>Bins of a fixed width (IBSI Q3RU): for calibrated scales, as in CT.</summary>
    FixedBinSize = 1,
}
