using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Aft;
using HccRisk.Survival.Learning;

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
public sealed class BoostedAftFunction : SurvivalFunction
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
