using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using HccRisk.Core.Columns;
using HccRisk.Radiomics.Glcm;
using HccRisk.Radiomics.Intensity;
using HccRisk.Radiomics.Morphology;
using HccRisk.Radiomics.Morphology.Autocorrelation;
using HccRisk.Radiomics.Ngldm;
using HccRisk.Radiomics.Ngtdm;
using HccRisk.Radiomics.Texture;
using Xunit;

namespace HccRisk.Radiomics.Tests.Layout;

/// <summary>Values are written by name: fields in another order than the columns would give a feature the value of its neighbour.</summary>
public sealed partial class FeatureFieldsTests
{
    [Fact]
    public void Fields_OfEveryFamily_StandInTheOrderOfItsColumns() => Assert.Multiple(
        () => Check<GlcmValues>(GlcmFeatures.Columns),
        () => Check<NgtdmValues>(NgtdmFeatures.Columns),
        () => Check<IntensityValues>(IntensityStatistics.Columns),
        () => Check<IntensityHistogramValues>(IntensityHistogram.Columns),
        () => Check<IntensityVolumeHistogramValues>(IntensityVolumeHistogram.Columns),
        () => Check<LocalIntensityValues>(LocalIntensity.Columns),
        () => Check<MorphologicalValues>(MorphologicalFeatures.Columns),
        () => Check<MorphologicalSeriesValues>(MorphologicalFeatures.SeriesColumns),
        () => Check<PlanarDiameterValues>(PlanarDiameters.Columns),
        () => Check<EnclosingShapeValues>(EnclosingShapes.Columns),
        () => Check<SpatialAutocorrelationValues>(SpatialAutocorrelation.Columns));

    /// <summary>Run lengths, zones and dependence have names of their own for the same features.</summary>
    [Fact]
    public void EmphasisNames_Columns_AreInTheOrderOfTheValues()
    {
        (string, string) Named(string field) => (field, field);
        var names = new EmphasisNames
        {
            Small = Named(nameof(EmphasisValues.Small)),
            Large = Named(nameof(EmphasisValues.Large)),
            LowLevel = Named(nameof(EmphasisValues.LowLevel)),
            HighLevel = Named(nameof(EmphasisValues.HighLevel)),
            SmallLowLevel = Named(nameof(EmphasisValues.SmallLowLevel)),
            SmallHighLevel = Named(nameof(EmphasisValues.SmallHighLevel)),
            LargeLowLevel = Named(nameof(EmphasisValues.LargeLowLevel)),
            LargeHighLevel = Named(nameof(EmphasisValues.LargeHighLevel)),
            LevelNonUniformity = Named(nameof(EmphasisValues.LevelNonUniformity)),
            LevelNonUniformityNormalised = Named(nameof(EmphasisValues.LevelNonUniformityNormalised)),
            NonUniformity = Named(nameof(EmphasisValues.NonUniformity)),
            NonUniformityNormalised = Named(nameof(EmphasisValues.NonUniformityNormalised)),
            Percentage = Named(nameof(EmphasisValues.Percentage)),
            LevelVariance = Named(nameof(EmphasisValues.LevelVariance)),
            Variance = Named(nameof(EmphasisValues.Variance)),
            Entropy = Named(nameof(EmphasisValues.Entropy)),
            Energy = Named(nameof(EmphasisValues.Energy)),
        };

        Assert.Equal(Fields<EmphasisValues>().Select(f => "x_" + f), names.Columns("x").Select(c => c.Name));
        Assert.Equal(17, NgldmFeatures.Columns.Length);
    }

    private static void Check<T>(FeatureColumn[] columns)
        where T : unmanaged
    {
        var names = columns.Select(c => c.Name[c.Name.IndexOf('_', StringComparison.Ordinal)..]);
        Assert.Equal(Fields<T>().Select(f => WordStart().Replace(f, "_$0").ToLowerInvariant()), names);
        Assert.Equal(columns.Length * sizeof(double), Marshal.SizeOf<T>());
    }

    private static IEnumerable<string> Fields<T>() =>
        typeof(T).GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic).Select(f => f.Name)
            .OrderBy(name => Marshal.OffsetOf<T>(name).ToInt64());

    [GeneratedRegex("[A-Z]|[0-9]+")]
    private static partial Regex WordStart();
}
