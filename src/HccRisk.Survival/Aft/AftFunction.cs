using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Aft;

/// <summary>
/// A fitted accelerated failure time model. Its score is minus the linear predictor of log time, less its mean in training: higher = earlier events,
/// as in every other model here, and a unit of it divides the time by e.
/// </summary>
/// <remarks>
/// The cumulative incidence combines the patient's own distribution with the average hazard of the competing causes; without competing events it is
/// one minus survival.
/// </remarks>
[LearnedName("aft/1")]
public sealed class AftFunction : SurvivalFunction
{
    /// <summary>Distribution of the event time.</summary>
    public required AftDistribution Distribution { get; init; }

    /// <summary>Location of log time of a row whose score is 0.</summary>
    public required double Location { get; init; }

    /// <summary>Scale of the error of log time, above 0.</summary>
    public required double Scale { get; init; }

    /// <summary>Change of log time per unit of each input: above 0 = later events, less risk. The score has the opposite sign.</summary>
    public required IReadOnlyList<double> Coefficients { get; init; }

    /// <summary>Standard error of each coefficient; NaN where there is none.</summary>
    public required IReadOnlyList<double> StandardErrors { get; init; }

    /// <summary>Mean of each input in the training data.</summary>
    public required IReadOnlyList<double> Center { get; init; }

    /// <summary>Standard deviation of each input in the training data, over n.</summary>
    public required IReadOnlyList<double> InputDeviations { get; init; }

    /// <summary>Longest follow-up in training: nothing is known beyond it.</summary>
    public required double LastTime { get; init; }

    /// <summary>Times, ascending, at which an event of a competing cause happened in training; empty without any.</summary>
    public required IReadOnlyList<double> CompetingTimes { get; init; }

    /// <summary>Average cumulative hazard of the competing causes from each of these times on.</summary>
    public required IReadOnlyList<double> CompetingHazard { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Method => Distribution switch
    {
        AftDistribution.LogNormal => "log-normal",
        AftDistribution.LogLogistic => "log-logistic",
        _ => Distribution.ToString(),
    }
    + " accelerated failure time model";

    /// <inheritdoc/>
    /// <remarks>Of the score: minus the change of log time.</remarks>
    [JsonIgnore]
    public override LinearTerms Linear => new()
    {
        Names = InputSlots,
        Coefficients = [.. Coefficients.Select(b => 0 - b)],
        StandardErrors = StandardErrors,
        Deviations = InputDeviations,
    };

    /// <inheritdoc/>
    /// <returns>Minus the linear predictor of log time against the mean row; higher = more risk.</returns>
    public override double Score(ReadOnlySpan<double> input)
    {
        double sum = 0;
        for (var j = 0; j < input.Length; j++)
        {
            sum -= Coefficients[j] * (input[j] - Center[j]);
        }

        return sum;
    }

    /// <inheritdoc/>
    /// <remarks>A time beyond the longest follow-up in training is NaN, although the distribution would go on: nothing is known there.</remarks>
    public override void Survival(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> survival)
    {
        var score = Score(input);
        for (var i = 0; i < times.Length; i++)
        {
            survival[i] = times[i] <= LastTime ? SurvivalAt(score, times[i]) : double.NaN;
        }
    }

    /// <inheritdoc/>
    public override void CumulativeIncidence(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> incidence)
    {
        var score = Score(input);
        for (var i = 0; i < times.Length; i++)
        {
            incidence[i] = times[i] <= LastTime ? IncidenceAt(score, times[i]) : double.NaN;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The score alone: survival is no function of a hazard times exp(score).</remarks>
    public override void Lower(INativeCarriers carriers)
    {
        ArgumentNullException.ThrowIfNull(carriers);
        carriers.Linear(0, [.. Coefficients.Select(b => 0 - b)], Center);
    }

    private double SurvivalAt(double score, double time) => time <= 0 ? 1 : AftBaseline.Survival(Distribution, (Math.Log(time) - Location + score) / Scale);

    /// <summary>Between two competing events the share free of them stays as it is, so that the integral is a sum.</summary>
    private double IncidenceAt(double score, double time)
    {
        var (sum, before, free) = (0.0, 1.0, 1.0);
        for (var k = 0; k < CompetingTimes.Count && CompetingTimes[k] < time; k++)
        {
            var after = SurvivalAt(score, CompetingTimes[k]);
            sum += free * (before - after);
            (before, free) = (after, Math.Exp(-CompetingHazard[k]));
        }

        return sum + (free * (before - SurvivalAt(score, time)));
    }
}
