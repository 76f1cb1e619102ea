using System.Text.Json.Serialization;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.Cox;

/// <summary>What a stratum of a Cox model has of its own: the baseline. The coefficients are those of the whole model.</summary>
public sealed class CoxStratum
{
    /// <summary>Text of the strata column.</summary>
    public required string Name { get; init; }

    /// <summary>The coefficients and centre of the model with the baseline hazard of this stratum.</summary>
    public required CoxPredictor Predictor { get; init; }

    /// <summary>Average cumulative hazard of the competing causes in this stratum just before each of the predictor's times; zeros without any.</summary>
    public required IReadOnlyList<double> CompetingHazard { get; init; }

    /// <summary>Longest follow-up of the stratum in training: nothing is known beyond it.</summary>
    [JsonIgnore]
    public double LastTime => Predictor.Times.Count == 0 ? 0 : Predictor.Times[^1];

    /// <summary>Probability of being free of the event at a time, other causes counted as censored.</summary>
    /// <param name="logRisk">The score.</param>
    /// <param name="time">Any time up to <see cref="LastTime"/>.</param>
    public double SurvivalAt(double logRisk, double time) => Predictor.SurvivalAt(logRisk, time);

    /// <summary>Probability of having had the event of the cause by a time, competing causes taken into account.</summary>
    /// <param name="logRisk">The score.</param>
    /// <param name="time">Any time up to <see cref="LastTime"/>.</param>
    public double IncidenceAt(double logRisk, double time)
    {
        var incidence = 0.0;
        Curve.At(logRisk, [time], new Span<double>(ref incidence));
        return incidence;
    }

    internal ProportionalIncidence Curve => field ??= new ProportionalIncidence(Predictor.Times, Predictor.CumulativeHazard, CompetingHazard);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"stratum '{Name}', followed up to {Printed.Number(LastTime)}");
}
