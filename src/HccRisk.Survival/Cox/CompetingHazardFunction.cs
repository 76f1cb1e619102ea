using System.Text.Json.Serialization;
using HccRisk.Core.Learning;

namespace HccRisk.Survival.Cox;

/// <summary>
/// A model of proportional hazards that may have a model of each competing cause beside that of the cause of interest: a patient's cumulative
/// incidence then comes from the hazards of all of them (product limit), and not from the average of the others.
/// </summary>
public abstract class CompetingHazardFunction : LinearHazardFunction
{
    /// <summary>The fitted hazards of the other causes; empty where there is none, and their average competes.</summary>
    public IReadOnlyList<CauseHazard> Others { get; init; } = [];

    /// <summary>The score of a row for one of the other causes.</summary>
    /// <param name="cause">Its code.</param>
    /// <param name="input">One value for each of the input slots, finite.</param>
    /// <returns>A log hazard ratio; higher = more events of that cause.</returns>
    /// <exception cref="ArgumentException">The cause has no model; the message lists those that have.</exception>
    public double ScoreOf(int cause, ReadOnlySpan<double> input) => cause == Cause ? Score(input) : OtherOf(cause).Predictor.LogRisk(input);

    /// <summary>The hazard of one of the other causes.</summary>
    /// <param name="cause">Its code.</param>
    /// <exception cref="ArgumentException">The cause has no model; the message lists those that have.</exception>
    protected CauseHazard OtherOf(int cause) => Others.FirstOrDefault(o => o.Cause == cause)
        ?? throw new ArgumentException(
            FormattableString.Invariant($"Cause {cause} has no model: there are {string.Join(", ", Others.Select(o => o.Cause).Prepend(Cause))}."), nameof(cause));

    /// <inheritdoc/>
    public override void CumulativeIncidence(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> incidence)
    {
        if (Others.Count == 0)
        {
            base.CumulativeIncidence(input, stratum, times, incidence);
            return;
        }

        var risks = new double[Others.Count + 1];
        risks[0] = Math.Exp(Predictor.LogRisk(input));
        for (var k = 1; k < risks.Length; k++)
        {
            risks[k] = Math.Exp(Others[k - 1].Predictor.LogRisk(input));
        }

        var curve = CauseSpecificIncidence.Curve(Hazards, risks, 0, productLimit: true);
        for (var i = 0; i < times.Length; i++)
        {
            var at = Array.BinarySearch(Times, times[i]);
            at = at >= 0 ? at : ~at - 1;
            incidence[i] = !(times[i] <= Times[^1]) ? double.NaN : at < 0 ? 0 : curve[at];
        }
    }

    /// <inheritdoc/>
    /// <remarks>With models of other causes the incidence keeps the mapping.</remarks>
    public override void Lower(INativeCarriers carriers)
    {
        ArgumentNullException.ThrowIfNull(carriers);
        if (Others.Count == 0)
        {
            base.Lower(carriers);
            return;
        }

        carriers.Linear(0, Predictor.Coefficients, Predictor.Center);
        carriers.Survival(1, 0, [.. Horizons.Select(h => h <= Times[^1] ? Predictor.CumulativeHazardAt(h) : double.NaN)]);
    }

    [JsonIgnore]
    private double[] Times => field ??= [.. Predictor.Times];

    [JsonIgnore]
    private IReadOnlyList<double>[] Hazards => field ??= [Predictor.CumulativeHazard, .. Others.Select(o => o.Predictor.CumulativeHazard)];
}
