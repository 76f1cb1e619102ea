using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Core.Naming;

namespace HccRisk.Features.Harmonisation;

/// <summary>
/// Features with the location and the scale of their site taken out:
/// <c>(value - mean - effects - deviation * shift) / sqrt(spread) + mean + effects</c>, where the effects of covariates are the row's own. Rows of the reference site
/// stay bit for bit, as do slots that did not vary in training. A missing value stays missing; where a covariate is missing all values are; a slot that a site had too few
/// training values of is missing there.
/// </summary>
[LearnedName("combat/1")]
public sealed class CombatCorrection : LearnedFunction
{
    /// <summary>Sites known, in ordinal order; those added later follow.</summary>
    public required IReadOnlyList<string> Sites { get; init; }

    /// <summary>Training rows of each site; for a site added later its cases.</summary>
    public required IReadOnlyList<int> Rows { get; init; }

    /// <summary>How many of the last sites were added to the frozen estimates from cases without outcomes.</summary>
    public int AddedSites { get; init; }

    /// <summary>Site that stays as it is; null when there is none.</summary>
    public required string? ReferenceSite { get; init; }

    /// <summary>Prior.</summary>
    public required CombatPrior Prior { get; init; }

    /// <summary>Whether scales are corrected.</summary>
    public required bool CorrectScale { get; init; }

    /// <summary>Where the estimates of the parametric prior stop.</summary>
    public required double Tolerance { get; init; }

    /// <summary>Whether that is asked of the sizes of all changes.</summary>
    public required bool StrictTolerance { get; init; }

    /// <summary>Slots of the input that are covariates.</summary>
    public required int[] CovariateSlots { get; init; }

    /// <summary>First slot of the input that is a feature; all after it are.</summary>
    public required int FirstFeature { get; init; }

    /// <summary>Names of the features.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Mean of each feature over the sites, or at the reference site, at covariates of 0.</summary>
    public required double[] Mean { get; init; }

    /// <summary>Pooled standard deviation of each feature within sites; 0 for one that did not vary, which stays as it is.</summary>
    public required double[] Deviation { get; init; }

    /// <summary>Change of each feature for one unit of a covariate: one array a covariate.</summary>
    public required double[][] Coefficients { get; init; }

    /// <summary>Shift of each feature at a site, in deviations: one array a site. NaN where it is not known.</summary>
    public required double[][] Shift { get; init; }

    /// <summary>Variance of each feature at a site, over the pooled one: one array a site. NaN where it is not known.</summary>
    public required double[][] Spread { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => [new("Harmonised", Names)];

    /// <inheritdoc/>
    /// <exception cref="ColumnException">The site is not known.</exception>
    public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output)
    {
        var site = Find(group);
        var covariates = new double[CovariateSlots.Length];
        for (var k = 0; k < covariates.Length; k++)
        {
            covariates[k] = input[CovariateSlots[k]];
        }

        for (var j = 0; j < Names.Count; j++)
        {
            var value = input[FirstFeature + j];
            output[j] = IsKept(site, j) ? value : (float)Correct(site, j, value, covariates);
        }
    }

    /// <summary>Index of a site.</summary>
    internal int Find(ReadOnlySpan<char> site)
    {
        for (var s = 0; s < Sites.Count; s++)
        {
            if (site.SequenceEqual(Sites[s]))
            {
                return s;
            }
        }

        var name = site.ToString();
        throw new ColumnException(name.Length == 0
            ? "A row has no site: its features cannot be harmonised."
            : $"Site '{name}' is not one of those that the harmonisation was fitted on{NearestNames.Hint(name, Sites)}: it cannot be applied there. "
                + "Fit it with rows of that site, or add the site from cases without outcomes (ml.Transforms.AdaptToSite).");
    }

    internal double Correct(int site, int slot, double value, ReadOnlySpan<double> covariates)
    {
        if (IsKept(site, slot))
        {
            return value;
        }

        var expected = Expected(slot, covariates);
        return ((value - expected - (Deviation[slot] * Shift[site][slot])) / Math.Sqrt(Spread[site][slot])) + expected;
    }

    /// <summary>What is expected of a feature where the site has no effect.</summary>
    internal double Expected(int slot, ReadOnlySpan<double> covariates)
    {
        var expected = Mean[slot];
        for (var k = 0; k < covariates.Length; k++)
        {
            expected += Coefficients[k][slot] * covariates[k];
        }

        return expected;
    }

    private bool IsKept(int site, int slot) => Deviation[slot] == 0 || string.Equals(Sites[site], ReferenceSite, StringComparison.Ordinal);
}
