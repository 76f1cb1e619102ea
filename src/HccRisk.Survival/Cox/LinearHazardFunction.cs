using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Core.Naming;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Cox;

/// <summary>
/// A fitted model of proportional hazards with a linear score, however its coefficients were learned: log-risk, freedom from the event, and
/// cumulative incidence of the cause.
/// </summary>
/// <remarks>
/// The cumulative incidence combines the patient's own cause-specific hazard with the average hazard of the competing causes
/// (Benichou and Gail, Biometrics 1990); without competing events it is one minus survival.
/// </remarks>
public abstract class LinearHazardFunction : SurvivalFunction
{
    /// <summary>Coefficients, centre and baseline hazard of the cause; with <see cref="Strata"/> the baseline is that of the first.</summary>
    public required CoxPredictor Predictor { get; init; }

    /// <summary>Average cumulative hazard of the competing causes just before each of the predictor's times; zeros without any.</summary>
    public required IReadOnlyList<double> CompetingHazard { get; init; }

    /// <summary>The strata, each with its own baseline, by ordinal order of their names; empty for a model without.</summary>
    public IReadOnlyList<CoxStratum> Strata { get; init; } = [];

    /// <summary>Standard deviation of each input in the training data: a coefficient times it is the effect per standard deviation.</summary>
    public required IReadOnlyList<double> InputDeviations { get; init; }

    /// <summary>Log hazard ratio per unit of each input; higher = more risk.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> Coefficients => Predictor.Coefficients;

    /// <inheritdoc/>
    /// <remarks>The mean of every input in the training data.</remarks>
    [JsonIgnore]
    public override IReadOnlyList<double>? BaselineInput => Predictor.Center;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> StratumNames => [.. Strata.Select(s => s.Name)];

    /// <inheritdoc/>
    public override double Score(ReadOnlySpan<double> input) => Predictor.LogRisk(input);

    /// <inheritdoc/>
    /// <remarks>
    /// A horizon beyond the longest follow-up in training (of the stratum) is NaN, because nothing is known there. A stratum that was not in
    /// training has no baseline: its rows have a score, which needs none, and NaN for the rest.
    /// </remarks>
    public override void Survival(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> survival)
    {
        var (logRisk, baseline) = (Predictor.LogRisk(input), Find(stratum));
        for (var i = 0; i < times.Length; i++)
        {
            survival[i] = baseline is not null && times[i] <= baseline.LastTime ? baseline.SurvivalAt(logRisk, times[i]) : double.NaN;
        }
    }

    /// <inheritdoc/>
    public override void CumulativeIncidence(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> incidence)
    {
        var baseline = Find(stratum);
        baseline?.Curve.At(Predictor.LogRisk(input), times, incidence);
        for (var i = 0; i < times.Length; i++)
        {
            incidence[i] = times[i] <= baseline?.LastTime ? incidence[i] : double.NaN;
        }
    }

    /// <inheritdoc/>
    /// <remarks>With strata nothing is carried: the baseline is that of a row's stratum.</remarks>
    public override void Lower(INativeCarriers carriers)
    {
        ArgumentNullException.ThrowIfNull(carriers);
        if (Strata.Count > 0)
        {
            return;
        }

        double[] times = [.. Horizons.Select(h => h <= Whole.LastTime ? h : double.NaN)];
        carriers.Linear(0, Predictor.Coefficients, Predictor.Center);
        carriers.Survival(1, 0, [.. times.Select(t => double.IsNaN(t) ? double.NaN : Predictor.CumulativeHazardAt(t))]);
        var (hazards, weights, constants) = Whole.Curve.Terms(times);
        carriers.SurvivalSums(2, 0, hazards, weights, constants);
    }

    /// <summary>The stratum of a name, with its own survival and incidence.</summary>
    /// <param name="name">Text of the strata column; it is not looked at when the model has no strata.</param>
    /// <exception cref="ArgumentException">The model has strata, but none of that name; the message lists them.</exception>
    public CoxStratum StratumOf(string name) => Find(name)
        ?? throw new ArgumentException($"The model was not fitted on a stratum '{name}'{NearestNames.Hint(name, Strata.Select(s => s.Name))}: it has {string.Join(", ", Strata.Select(s => $"'{s.Name}'"))}.", nameof(name));

    /// <summary>Probability of having had the event of the cause by a time, competing causes taken into account.</summary>
    /// <param name="logRisk">The score.</param>
    /// <param name="time">Any time up to the longest follow-up in training.</param>
    /// <exception cref="InvalidOperationException">The model has strata: ask <see cref="StratumOf"/>.</exception>
    public double IncidenceAt(double logRisk, double time) => Strata.Count == 0
        ? Whole.IncidenceAt(logRisk, time)
        : throw new InvalidOperationException($"The model has {Strata.Count} strata, each with its own baseline: use StratumOf.");

    private CoxStratum Whole => field ??= new CoxStratum { Name = string.Empty, Predictor = Predictor, CompetingHazard = CompetingHazard };

    private CoxStratum? Find(ReadOnlySpan<char> name)
    {
        if (Strata.Count == 0)
        {
            return Whole;
        }

        foreach (var stratum in Strata)
        {
            if (name.SequenceEqual(stratum.Name))
            {
                return stratum;
            }
        }

        return null;
    }
}
