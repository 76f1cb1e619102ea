using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Boosting;

/// <summary>
/// A fitted boosted Cox model: its score is a log hazard ratio, a sum of trees. Scoring needs no native library: the trees are ours once
/// they are learned.
/// </summary>
/// <remarks>
/// The cumulative incidence joins the row's own hazard of the cause with its own hazard of the competing causes together, from trees of
/// their own (the
/// cause-specific pair), or with their average hazard where they were too few to learn from.
/// </remarks>
[LearnedName("boosted-cox/1")]
public sealed class BoostedCoxFunction : SurvivalFunction, ITreeModel
{
    /// <summary>The score, 0 on average over the training rows.</summary>
    public required BoostedTrees Trees { get; init; }

    /// <summary>Log hazard ratio of the competing causes together; null where their average hazard stands for it.</summary>
    public BoostedTrees? CompetingTrees { get; init; }

    /// <summary>Baseline hazards, from scores that cross-validation gave each row: one, or one a stratum.</summary>
    public required IReadOnlyList<HazardBaseline> Baselines { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool ScoresMissing => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Method => FormattableString.Invariant($"boosted Cox model of {Trees.Trees.Count} trees")
        + (Baselines[0].Stratum is null ? string.Empty : " with a baseline for each stratum");

    /// <inheritdoc/>
    public override double Score(ReadOnlySpan<double> input) => Trees.Score(input);

    /// <inheritdoc/>
    /// <remarks>A stratum that was not in training has no baseline: NaN.</remarks>
    public override void Survival(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> survival)
    {
        var (score, baseline) = (Trees.Score(input), Find(stratum));
        for (var t = 0; t < times.Length; t++)
        {
            survival[t] = baseline?.SurvivalAt(score, times[t]) ?? double.NaN;
        }
    }

    /// <inheritdoc/>
    public override void CumulativeIncidence(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> incidence)
    {
        if (Find(stratum) is { } baseline)
        {
            baseline.Incidence(Trees.Score(input), CompetingTrees?.Score(input) ?? 0, times, incidence);
        }
        else
        {
            incidence[..times.Length].Fill(double.NaN);
        }
    }

    /// <inheritdoc/>
    /// <remarks>With strata nothing is carried: the baseline is that of a row's stratum.</remarks>
    public override void Lower(INativeCarriers carriers)
    {
        ArgumentNullException.ThrowIfNull(carriers);
        if (Baselines is not [{ Stratum: null } baseline])
        {
            return;
        }

        TreeCarriers.Lower(this, this, ScoresMissing, carriers);
        double[] times = [.. Horizons.Select(h => h <= baseline.LastTime ? h : double.NaN)];
        carriers.Survival(1, 0, [.. times.Select(baseline.HazardAt)]);
        if (CompetingTrees is { } competing)
        {
            carriers.PairedIncidence(2, 0, competing.Carried(ScoresMissing), baseline.Hazard, baseline.Competing, [.. times.Select(baseline.Passed)]);
        }
        else
        {
            var (hazards, weights, constants) = new ProportionalIncidence(baseline.Times, baseline.Hazard, baseline.Competing).Terms(times);
            carriers.SurvivalSums(2, 0, hazards, weights, constants);
        }
    }

    IReadOnlyList<TreeNodes> ITreeModel.Trees => Trees.Trees;

    IReadOnlyList<TreeNodes> ITreeModel.OtherTrees => CompetingTrees?.Trees ?? [];

    bool ITreeModel.IsSum(SurvivalOutput output) => output == SurvivalOutput.Score;

    double ITreeModel.Constant(SurvivalOutput output) => Trees.Start;

    void ITreeModel.LeafValues(int tree, SurvivalOutput output, ReadOnlySpan<double> times, Span<double> values) => Trees.Leaves[tree].CopyTo(values);

    private HazardBaseline? Find(ReadOnlySpan<char> stratum)
    {
        foreach (var baseline in Baselines)
        {
            if (baseline.Stratum is null || stratum.SequenceEqual(baseline.Stratum))
            {
                return baseline;
            }
        }

        return null;
    }
}
