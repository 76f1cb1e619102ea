using System.Globalization;
using System.Text.Json.Serialization;
using HccRisk.Core.Learning;

namespace HccRisk.Survival.Learning;

/// <summary>
/// A fitted survival model as a function of one row: a score, freedom from the event, and the cumulative incidence of the cause at any time. Whatever the
/// method, it writes these three, the last two at <see cref="Horizons"/>.
/// </summary>
public abstract class SurvivalFunction : LearnedFunction
{
    private readonly double[] _horizons = [];

    /// <summary>Times at which survival and incidence are written, in the unit of the training times.</summary>
    public required IReadOnlyList<double> Horizons
    {
        get => _horizons;
        init => _horizons = [.. value];
    }

    /// <summary>Cause of interest; 0 for any.</summary>
    public required int Cause { get; init; }

    /// <summary>Rows fitted on: patients, unless a patient has several.</summary>
    public required int Patients { get; init; }

    /// <summary>Events of the cause among them.</summary>
    public required int Events { get; init; }

    /// <summary>Whether the fit converged. Default true: methods that do not iterate.</summary>
    public bool Converged { get; init; } = true;

    /// <summary>What a reader must know before trusting the fit, each a sentence: that it did not converge, columns that cannot be identified; empty for nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The method in words, as a report says it: "ridge-penalised Cox model".</summary>
    [JsonIgnore]
    public abstract string Method { get; }

    /// <summary>
    /// Whether a row with a missing input is scored. Default false: everything it gets is NaN. A method that has a rule for missing values says true; its
    /// inputs then come with NaN where a value is missing, and the rule is its own to describe.
    /// </summary>
    [JsonIgnore]
    public virtual bool ScoresMissing => false;

    /// <summary>Whether its inputs are scores of other fits of the same model, which it joins. Default false.</summary>
    [JsonIgnore]
    public virtual bool JoinsFits => false;

    /// <summary>A row whose score is 0, of which <see cref="Survival"/> is the baseline; null for a method without one.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<double>? BaselineInput => null;

    /// <summary>Names of the strata, each with a baseline of its own; empty for a model without.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<string> StratumNames => [];

    /// <summary>Coefficients of a model that is linear in its inputs; null for one that is not.</summary>
    [JsonIgnore]
    public virtual LinearTerms? Linear => null;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => OutputsOf(Horizons);

    /// <summary>The score of a row.</summary>
    /// <param name="input">One value for each of the input slots, finite; NaN only where <see cref="ScoresMissing"/> allows it.</param>
    /// <returns>Higher = more risk; the unit is the method's own (a log hazard ratio for a Cox model).</returns>
    public abstract double Score(ReadOnlySpan<double> input);

    /// <summary>Probability of being free of the event at each time, other causes counted as censored.</summary>
    /// <param name="input">One value for each of the input slots, finite; NaN only where <see cref="ScoresMissing"/> allows it.</param>
    /// <param name="stratum">Text of the strata column; empty for a model without strata.</param>
    /// <param name="times">Any times, in any order.</param>
    /// <param name="survival">Receives one probability a time; NaN where nothing is known: beyond the longest follow-up in training, or of an unknown stratum.</param>
    public abstract void Survival(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> survival);

    /// <summary>Probability of having had the event of the cause by each time, competing causes taken into account.</summary>
    /// <param name="input">One value for each of the input slots, finite; NaN only where <see cref="ScoresMissing"/> allows it.</param>
    /// <param name="stratum">Text of the strata column; empty for a model without strata.</param>
    /// <param name="times">Any times, in any order.</param>
    /// <param name="incidence">Receives one probability a time; NaN where nothing is known.</param>
    public abstract void CumulativeIncidence(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> incidence);

    /// <inheritdoc/>
    /// <remarks>Everything is NaN when an input is, unless the method <see cref="ScoresMissing"/>. With an infinite input, or where it overflows, the score is infinite: no missing value, and evaluation refuses it by name.</remarks>
    public override void Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> output)
    {
        Span<double> x = input.Length <= 512 ? stackalloc double[input.Length] : new double[input.Length];
        if (!Read(input, x))
        {
            output.Fill(float.NaN);
            return;
        }

        output[0] = (float)Score(x);
        var count = _horizons.Length;
        Span<double> values = count <= 64 ? stackalloc double[count] : new double[count];
        Survival(x, group, _horizons, values);
        Write(values, output[1..]);
        CumulativeIncidence(x, group, _horizons, values);
        Write(values, output[(1 + count)..]);
    }

    /// <inheritdoc/>
    /// <remarks>The score does not wait for survival and incidence.</remarks>
    public override void Evaluate(int output, ReadOnlySpan<float> input, ReadOnlySpan<char> group, Span<float> values)
    {
        Span<double> x = input.Length <= 512 ? stackalloc double[input.Length] : new double[input.Length];
        if (!Read(input, x))
        {
            values.Fill(float.NaN);
            return;
        }

        if (output == 0)
        {
            values[0] = (float)Score(x);
            return;
        }

        Span<double> found = values.Length <= 64 ? stackalloc double[values.Length] : new double[values.Length];
        if (output == 1)
        {
            Survival(x, group, _horizons, found);
        }
        else
        {
            CumulativeIncidence(x, group, _horizons, found);
        }

        Write(found, values);
    }

    /// <summary>The columns every survival model writes.</summary>
    internal static IReadOnlyList<LearnedOutput> OutputsOf(IReadOnlyList<double> horizons)
    {
        var slots = SlotsOf(horizons);
        return [new("Score"), new("Survival", slots), new("CumulativeIncidence", slots)];
    }

    /// <summary>Horizons as names of slots.</summary>
    internal static IReadOnlyList<string> SlotsOf(IEnumerable<double> horizons) =>
        [.. horizons.Select(h => h.ToString(CultureInfo.InvariantCulture))];

    private static void Write(ReadOnlySpan<double> values, Span<float> output)
    {
        for (var h = 0; h < values.Length; h++)
        {
            output[h] = (float)values[h];
        }
    }

    /// <summary>Widens the input; false when a value is missing and may not be.</summary>
    private bool Read(ReadOnlySpan<float> input, Span<double> x)
    {
        for (var i = 0; i < input.Length; i++)
        {
            if (float.IsNaN(input[i]) && !ScoresMissing)
            {
                return false;
            }

            x[i] = input[i];
        }

        return true;
    }
}
