using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Aft;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Boosting;

/// <summary>
/// A fitted boosted accelerated failure time model: log T = location of the row + scale * error. Its score is the location turned round,
/// per scale, 0 on
/// average: higher = more risk, and for the Weibull distribution a log hazard ratio.
/// </summary>
/// <remarks>
/// The cumulative incidence joins the row's own distribution of the cause with the average hazard of the competing causes.
/// </remarks>
[LearnedName("boosted-aft/1")]
public sealed class BoostedAftFunction : SurvivalFunction, ITreeModel
{
    /// <summary>Location of log T less <see cref="Location"/>, 0 on average over the training rows.</summary>
    public required BoostedTrees Trees { get; init; }

    /// <summary>Distribution of the time.</summary>
    public required AftDistribution Distribution { get; init; }

    /// <summary>Location of log T where the trees sum to their mean.</summary>
    public required double Location { get; init; }

    /// <summary>Scale of the error of log T, above 0.</summary>
    public required double Scale { get; init; }

    /// <summary>Longest follow-up in training: nothing is known beyond it.</summary>
    public required double LastTime { get; init; }

    /// <summary>Times at which a competing cause happened, ascending.</summary>
    public required double[] CompetingTimes { get; init; }

    /// <summary>Average cumulative hazard of the competing causes at each of them.</summary>
    public required double[] CompetingHazard { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool ScoresMissing => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Method => FormattableString.Invariant($"boosted {Words()} accelerated failure time model of {Trees.Trees.Count} trees");

    /// <inheritdoc/>
    public override double Score(ReadOnlySpan<double> input) => -Trees.Score(input) / Scale;

    /// <inheritdoc/>
    public override void Survival(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> survival)
    {
        var location = Location + Trees.Score(input);
        for (var t = 0; t < times.Length; t++)
        {
            survival[t] = times[t] <= LastTime ? SurvivalAt(location, times[t]) : double.NaN;
        }
    }

    /// <inheritdoc/>
    public override void CumulativeIncidence(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> incidence)
    {
        var location = Location + Trees.Score(input);
        for (var t = 0; t < times.Length; t++)
        {
            incidence[t] = times[t] <= LastTime ? IncidenceAt(location, times[t]) : double.NaN;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Survival and incidence of the Weibull distribution, whose hazards are proportional, are carried; of the others the score is.</remarks>
    public override void Lower(INativeCarriers carriers)
    {
        ArgumentNullException.ThrowIfNull(carriers);
        TreeCarriers.Lower(this, this, ScoresMissing, carriers);
        if (Distribution is AftDistribution.LogNormal or AftDistribution.LogLogistic)
        {
            return;
        }

        double[] times = [.. Horizons.Select(h => h <= LastTime ? h : double.NaN)];
        double[] ends = [.. times.Select(HazardAt)];
        carriers.Survival(1, 0, ends);

        // Between two competing events the share free of them is constant: its change is the weight of survival at each.
        double[] free = [1, .. CompetingHazard.Select(h => Math.Exp(-h))];
        double[] hazards = [.. CompetingTimes.Select(HazardAt), .. ends.Select(h => double.IsNaN(h) ? 0 : h)];
        carriers.SurvivalSums(2, 0, hazards, [.. times.Select((time, k) => double.IsNaN(time) ? null : Weights(time, k))], [.. times.Select(_ => 1.0)]);

        double[] Weights(double time, int slot)
        {
            var weights = new double[hazards.Length];
            var passed = CompetingTimes.Count(t => t < time);
            for (var i = 0; i < passed; i++)
            {
                weights[i] = free[i + 1] - free[i];
            }

            weights[CompetingTimes.Length + slot] = -free[passed];
            return weights;
        }
    }

    IReadOnlyList<TreeNodes> ITreeModel.Trees => Trees.Trees;

    bool ITreeModel.IsSum(SurvivalOutput output) => output == SurvivalOutput.Score;

    double ITreeModel.Constant(SurvivalOutput output) => -Trees.Start / Scale;

    void ITreeModel.LeafValues(int tree, SurvivalOutput output, ReadOnlySpan<double> times, Span<double> values)
    {
        for (var leaf = 0; leaf < values.Length; leaf++)
        {
            values[leaf] = -Trees.Leaves[tree][leaf] / Scale;
        }
    }

    private double HazardAt(double time) => Math.Exp((Math.Log(time) - Location) / Scale);

    private double IncidenceAt(double location, double time)
    {
        var (sum, before, free) = (0.0, 1.0, 1.0);
        for (var jump = 0; jump < CompetingTimes.Length && CompetingTimes[jump] < time; jump++)
        {
            var here = SurvivalAt(location, CompetingTimes[jump]);
            sum += free * (before - here);
            (before, free) = (here, Math.Exp(-CompetingHazard[jump]));
        }

        return sum + (free * (before - SurvivalAt(location, time)));
    }

    private double SurvivalAt(double location, double time) => time > 0 ? AftBaseline.Survival(Distribution, (Math.Log(time) - location) / Scale) : 1;

    private string Words() => Distribution switch
    {
        AftDistribution.LogNormal => "log-normal",
        AftDistribution.LogLogistic => "log-logistic",
        _ => "Weibull",
    };
}
