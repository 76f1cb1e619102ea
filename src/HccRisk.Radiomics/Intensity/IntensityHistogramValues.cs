using System.Runtime.InteropServices;

namespace HccRisk.Radiomics.Intensity;

/// <summary>Features of the intensity histogram by name.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IntensityHistogramValues
{
    internal double
        Mean, Variance, Skewness, ExcessKurtosis, Median, Minimum, Percentile10, Percentile90, Maximum, Mode,
        InterquartileRange, Range, MeanAbsoluteDeviation, RobustMeanAbsoluteDeviation, MedianAbsoluteDeviation,
        CoefficientOfVariation, QuartileCoefficientOfDispersion, Entropy, Uniformity, MaximumGradient, MaximumGradientLevel,
        MinimumGradient, MinimumGradientLevel;
}
