using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.DiscreteTime;

/// <summary>
/// The way back from hazards of periods to survival and cumulative incidence. Inputs are the probability h of the event in each period among those at risk
/// and, with other causes, the probability q of one of them among those at risk who did not have the event: free of all at the end of a period is
/// (1 - h)(1 - q) of those at its beginning, which is a probability whatever the two models say. Inside a period hazards are constant.
/// </summary>
[LearnedName("discrete-time/1")]
public sealed class DiscreteTimeFunction : SurvivalFunction
{
    /// <summary>Ends of the periods, ascending.</summary>
    public required IReadOnlyList<double> Times { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Method => "discrete-time hazards model";

    private bool HasOthers => InputSlots.Count > Times.Count;

    /// <inheritdoc/>
    /// <remarks>The cumulative incidence at the end of the last period.</remarks>
    public override double Score(ReadOnlySpan<double> input)
    {
        Span<double> incidence = stackalloc double[1];
        CumulativeIncidence(input, [], [Times[^1]], incidence);
        return incidence[0];
    }

    /// <inheritdoc/>
    public override void Survival(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> survival)
    {
        for (var t = 0; t < times.Length; t++)
        {
            survival[t] = At(input, times[t]).Survival;
        }
    }

    /// <inheritdoc/>
    public override void CumulativeIncidence(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> incidence)
    {
        for (var t = 0; t < times.Length; t++)
        {
            incidence[t] = At(input, times[t]).Incidence;
        }
    }

    private (double Survival, double Incidence) At(ReadOnlySpan<double> input, double time)
    {
        if (time > Times[^1] || double.IsNaN(time))
        {
            return (double.NaN, double.NaN);
        }

        double free = 1, survival = 1, incidence = 0, start = 0;
        for (var k = 0; k < Times.Count && start < time; k++)
        {
            var share = Math.Min(1, (time - start) / (Times[k] - start));
            var without = 1 - input[k];
            var kept = HasOthers ? without * (1 - input[Times.Count + k]) : without;
            var part = share == 1 ? kept : Math.Pow(kept, share);
            incidence += share == 1 ? free * input[k] : kept < 1 ? free * input[k] * (1 - part) / (1 - kept) : 0;
            survival *= share == 1 ? without : Math.Pow(without, share);
            free *= part;
            start = Times[k];
        }

        return (survival, incidence);
    }
}
