using CsCheck;
using HccRisk.Radiomics.Layout;
using HccRisk.Radiomics.Roi;
using Xunit;

namespace HccRisk.Radiomics.Tests.Layout;

/// <summary>Where columns stand, for any options and series.</summary>
public sealed class FeatureLayoutTests
{
    private static readonly AxisMember Edges = new(
        "edges", "edges.", RadiomicsFamilies.Statistics | RadiomicsFamilies.Glcm | RadiomicsFamilies.SpatialAutocorrelation);

    private static readonly Gen<(RadiomicsOptions Options, string[] Series)> Studies =
        from families in Gen.Int[1, (int)RadiomicsFamilies.All]
        from ofRegions in Gen.Int[1, (int)RadiomicsFamilies.All]
        from shells in Gen.Int[0, 2]
        from organ in Gen.Enum<OrganRegion>()
        from series in Gen.Int[1, 4]
        select (
            new RadiomicsOptions
            {
                Families = (RadiomicsFamilies)families,
                Regions = new RegionOptions
                {
                    Shells = [.. Enumerable.Range(1, shells).Select(s => 5.0 * s)],
                    Organ = organ,
                    Families = (RadiomicsFamilies)ofRegions & ~RadiomicsFamilies.MultiPhase,
                },
            },
            Enumerable.Range(0, series).Select(s => s == 0 ? "arterial" : $"s{s}").ToArray());

    [Fact]
    public void Parts_AnyOptions_FillEveryPlaceOnceUnderTheirNames() =>
        Studies.Sample(
            study =>
            {
                var layout = new FeatureLayout(study.Options, study.Series, [AxisMember.Original, Edges]);
                var filled = new double[layout.Columns.Count];
                string[] regions = [AxisMember.LesionName, .. study.Options.Regions.Names];
                (FeaturePart Part, string Prefix)[] parts =
                [
                    .. regions.Select(r => (layout.Shape(r), $"shape.{RegionText(r)}")),
                    .. from filter in layout.Filters
                    from region in regions
                    from series in study.Series
                    select (layout.Part(filter, region, series), $"{series}.{RegionText(region)}{filter.Prefix}"),
                    .. layout.Phases is { } phases ? [(phases, "phase_")] : Array.Empty<(FeaturePart, string)>(),
                ];
                foreach (var (part, prefix) in parts)
                {
                    Assert.All(part.Columns, c => Assert.StartsWith(prefix, c.Name, StringComparison.Ordinal));
                    foreach (ref var value in part.Of(filled))
                    {
                        value++;
                    }

                    // A column is where its part says it is.
                    var at = new double[filled.Length];
                    part.Of(at).Fill(1);
                    Assert.Equal(part.Columns, layout.Columns.Where((_, i) => at[i] == 1));
                    Assert.Equal(part.OwnColumns, layout.OwnColumns.Where((_, i) => at[i] == 1));
                }

                Assert.All(filled, v => Assert.Equal(1, v));
                Assert.Equal(layout.Columns.Count, layout.Columns.Select(c => c.Name).Distinct(StringComparer.Ordinal).Count());
            },
            iter: 100);

    [Fact]
    public void Columns_AFurtherFilter_FollowsAndMovesNothing() =>
        Studies.Sample(
            study =>
            {
                var plain = new FeatureLayout(study.Options, study.Series).Columns;
                var filtered = new FeatureLayout(study.Options, study.Series, [AxisMember.Original, Edges]).Columns;

                Assert.Equal(plain, filtered.Take(plain.Count));
                Assert.All(filtered.Skip(plain.Count), c => Assert.Contains(".edges.", c.Name, StringComparison.Ordinal));
                Assert.DoesNotContain(filtered.Skip(plain.Count), c => c.Name.Contains("glrlm", StringComparison.Ordinal));
            },
            iter: 100);

    [Fact]
    public void Of_AFamily_IsItsPlaceOrEmpty()
    {
        var options = new RadiomicsOptions { Families = RadiomicsFamilies.Statistics | RadiomicsFamilies.Ngtdm };
        var layout = new FeatureLayout(options, ["pre", "arterial"]);
        var values = new double[layout.Columns.Count];
        var part = layout.Part(AxisMember.Original, AxisMember.LesionName, "arterial");

        part.Of(values, RadiomicsFamilies.Ngtdm).Span.Fill(1);

        Assert.Equal(
            new[] { "coarseness", "contrast", "busyness", "complexity", "strength" }.Select(n => "arterial.ngtdm_" + n),
            layout.Columns.Where((_, i) => values[i] == 1).Select(c => c.Name));
        Assert.True(part.Of(values, RadiomicsFamilies.Glcm).IsEmpty);
        Assert.Null(layout.Phases);
    }

    [Fact]
    public void Explain_SomeUndefined_CountsThoseOfEachFamily()
    {
        var options = new RadiomicsOptions { Families = RadiomicsFamilies.Glcm | RadiomicsFamilies.MaximalCorrelation | RadiomicsFamilies.Ngtdm };
        var layout = new FeatureLayout(options, ["pre"]);
        var values = new double[layout.Columns.Count];
        var part = layout.Part(AxisMember.Original, AxisMember.LesionName, "pre");
        part.Of(values, RadiomicsFamilies.Glcm).Span[..3].Fill(double.NaN);
        part.Of(values, RadiomicsFamilies.MaximalCorrelation).Span.Fill(double.NaN);
        var missing = new List<string>();

        part.Explain(values, "pre", "a test", missing, isGiven: null);

        Assert.Equal(["pre: 4 of 26 glcm features are not defined for a test"], missing);
    }

    private static string RegionText(string region) => region == AxisMember.LesionName ? string.Empty : region + ".";
}
