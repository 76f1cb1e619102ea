using System.Text.Json.Serialization;
using HccRisk.Core.Learning;

namespace HccRisk.Survival.Landmark;

/// <summary>
/// Status at a horizon and the weight with which it stands for those censored before, by the censoring distribution of the training rows: a new row is
/// weighted by it and adds nothing to it.
/// </summary>
[LearnedName("landmark/1")]
public sealed class LandmarkFunction : LearnedFunction
{
    /// <summary>The horizon.</summary>
    public required double Horizon { get; init; }

    /// <summary>Cause of interest; 0 for any.</summary>
    public required int Cause { get; init; }

    /// <summary>Times of the training rows up to the horizon at which the probability of being uncensored falls, ascending.</summary>
    public required IReadOnlyList<double> Times { get; init; }

    /// <summary>Probability of staying uncensored up to and at each of <see cref="Times"/>, above 0.</summary>
    public required IReadOnlyList<double> Uncensored { get; init; }

    /// <summary>Whether all training rows end at the horizon or before: who is censored at it has then reached it.</summary>
    public required bool EndsHere { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => [new("Label"), new("Weight")];

    /// <summary>The status of a row and its weight.</summary>
    /// <param name="time">Follow-up time.</param>
    /// <param name="code">Event code; 0 for censored.</param>
    /// <returns>
    /// Whether the event of the cause happened by the horizon; 1/G(T-) for an event of any cause by then, 1/G(horizon) for follow-up beyond it, 0 for a row
    /// whose status nobody knows: censored before, or without time or code (NaN).
    /// </returns>
    public (bool Label, double Weight) Status(double time, double code)
    {
        if (double.IsNaN(time) || double.IsNaN(code))
        {
            return (false, 0);
        }

        if (time > Horizon || (EndsHere && time == Horizon && code == 0))
        {
            return (false, 1 / (EndsHere ? Before(Horizon) : Before(double.PositiveInfinity)));
        }

        return code == 0 ? (false, 0) : (Cause == 0 || code == Cause, 1 / Before(time));
    }

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output)
    {
        var (label, weight) = Status(input[0], input[1]);
        output[0] = label ? 1 : 0;
        output[1] = (float)weight;
    }

    private double Before(double time)
    {
        var uncensored = 1.0;
        for (var i = 0; i < Times.Count && Times[i] < time; i++)
        {
            uncensored = Uncensored[i];
        }

        return uncensored;
    }
}
