using System.Globalization;
using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Catalog;

/// <summary>
/// A fitted Cox model as a function of one row: log-risk, freedom from the event, and cumulative incidence of the cause.
/// </summary>
/// <remarks>
/// The cumulative incidence combines the patient's own cause-specific hazard with the average hazard of the competing causes
/// (Benichou and Gail, Biometrics 1990); without competing events it is one minus survival.
/// </remarks>
public sealed class CoxFunction : LearnedFunction
{
    /// <summary>Coefficients, centre and baseline hazard of the cause.</summary>
    public required CoxPredictor Predictor { get; init; }

    /// <summary>Average cumulative hazard of the competing causes just before each of the predictor's times; zeros without any.</summary>
    public required IReadOnlyList<double> CompetingHazard { get; init; }

    /// <summary>Times at which survival and incidence are predicted.</summary>
    public required IReadOnlyList<double> Horizons { get; init; }

    /// <summary>Standard error of each coefficient; NaN where there is none.</summary>
    public required IReadOnlyList<double> StandardErrors { get; init; }

    /// <summary>Standard deviation of each input in the training data: a coefficient times it is the effect per standard deviation.</summary>
    public required IReadOnlyList<double> InputDeviations { get; init; }

    /// <summary>Ridge penalty used; 0 for none.</summary>
    public required double Ridge { get; init; }

    /// <summary>Patients fitted on.</summary>
    public required int Patients { get; init; }

    /// <summary>Events of the cause among them.</summary>
    public required int Events { get; init; }

    /// <summary>Whether the fit converged.</summary>
    public required bool Converged { get; init; }

    /// <summary>What the fit warned of: columns that cannot be identified, separation.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Log hazard ratio per unit of each input; higher = more risk.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> Coefficients => Predictor.Coefficients;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs
    {
        get
        {
            var slots = SlotsOf(Horizons);
            return [new("Score"), new("Survival", slots), new("CumulativeIncidence", slots)];
        }
    }

    /// <inheritdoc/>
    /// <remarks>Everything is NaN when an input is; a horizon beyond the longest follow-up in training is NaN, because nothing is known there.</remarks>
    public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output)
    {
        Span<double> x = input.Length <= 512 ? stackalloc double[input.Length] : new double[input.Length];
        for (var i = 0; i < input.Length; i++)
        {
            x[i] = input[i];
        }

        var logRisk = Predictor.LogRisk(x);
        output[0] = (float)logRisk;
        var last = Predictor.Times.Count == 0 ? 0 : Predictor.Times[^1];
        for (var h = 0; h < Horizons.Count; h++)
        {
            var known = Horizons[h] <= last;
            output[1 + h] = known ? (float)Predictor.SurvivalAt(logRisk, Horizons[h]) : float.NaN;
            output[1 + Horizons.Count + h] = known ? (float)IncidenceAt(logRisk, Horizons[h]) : float.NaN;
        }
    }

    /// <summary>Probability of having had the event of the cause by a time, competing causes taken into account.</summary>
    /// <param name="logRisk">The score.</param>
    /// <param name="time">Any time up to the longest follow-up in training.</param>
    public double IncidenceAt(double logRisk, double time)
    {
        var risk = Math.Exp(logRisk);
        var (incidence, before) = (0.0, 0.0);
        for (var i = 0; i < Predictor.Times.Count && Predictor.Times[i] <= time; i++)
        {
            var hazard = Predictor.CumulativeHazard[i] * risk;
            incidence += Math.Exp(-before - CompetingHazard[i]) * -ExpM1(before - hazard);
            before = hazard;
        }

        return double.IsNaN(logRisk) ? double.NaN : incidence;
    }

    internal static IReadOnlyList<string> SlotsOf(IEnumerable<double> horizons) =>
        [.. horizons.Select(h => h.ToString(CultureInfo.InvariantCulture))];

    /// <summary>exp(x) - 1 without cancellation for small x.</summary>
    private static double ExpM1(double x) => Math.Abs(x) < 1e-5 ? x + (x * x / 2) : Math.Exp(x) - 1;
}
