using System.Runtime.InteropServices;

namespace HccRisk.Radiomics.Intensity;

/// <summary>Intensity-based statistics by name.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IntensityValues
{
    internal double
        Mean, Variance, Skewness, ExcessKurtosis, Median, Minimum, Percentile10, Percentile90, Maximum, InterquartileRange,
        Range, MeanAbsoluteDeviation, RobustMeanAbsoluteDeviation, MedianAbsoluteDeviation, CoefficientOfVariation,
        QuartileCoefficientOfDispersion, Energy, RootMeanSquare;
}
