using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Naming;
using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Learning;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Explanation;

/// <summary>The hazard ratios of a model whose score is linear in its inputs.</summary>
[TypeFormatterSource(typeof(HazardRatioFormatter))]
public sealed class HazardRatioTable
{
    private HazardRatioTable(string method, double level, IReadOnlyList<HazardRatio> rows, IReadOnlyList<string> notes) =>
        (Method, Level, Rows, Notes) = (method, level, rows, notes);

    /// <summary>The model in words, its patients and events.</summary>
    public string Method { get; }

    /// <summary>Level of the intervals.</summary>
    public double Level { get; }

    /// <summary>One row an input, in the order of the inputs.</summary>
    public IReadOnlyList<HazardRatio> Rows { get; }

    /// <summary>What a reader must know, each a sentence: why there are no intervals, what the fit warned of.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Tabulates a fitted model.</summary>
    /// <param name="function">The model. Its inputs count as they reach the trainer: where the pipeline scales them before, 1 is one scaled unit.</param>
    /// <param name="options">Level and steps; null for the defaults.</param>
    /// <exception cref="ArgumentException">A step is for an input that the model does not have.</exception>
    /// <exception cref="NotSupportedException">The score is not linear in the inputs.</exception>
    public static HazardRatioTable Of(SurvivalFunction function, HazardRatioOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        options ??= new HazardRatioOptions();
        options.Validate();
        var terms = function.Linear ?? throw new NotSupportedException(
            $"The {function.Method} has no hazard ratios: its score is not a sum of coefficients times inputs. Shap, Importance and PartialDependence explain it.");
        if (options.Steps.Keys.FirstOrDefault(k => !terms.Names.Contains(k, StringComparer.Ordinal)) is { } unknown)
        {
            throw new ArgumentException($"A step is given for '{unknown}', which is no input of the model{NearestNames.Hint(unknown, terms.Names)}.", nameof(options));
        }

        var z = Normal.InvCDF(0, 1, 0.5 + (options.Level / 2));
        var rows = terms.Names.Select((name, j) => Row(terms, j, options.Steps.GetValueOrDefault(name, 1), z)).ToArray();
        return new HazardRatioTable(
            FormattableString.Invariant($"{function.Method}, {function.Patients} patients, {function.Events} events"),
            options.Level,
            rows,
            [.. NotesOf(terms, rows), .. function.Warnings]);
    }

    /// <summary>Comma-separated text, one line an input; what there is not is empty.</summary>
    public string ToCsv() => CsvText.Of(
        ["feature", "coefficient", "standard_error", "step", "hazard_ratio", "lower", "upper", "p", "sd", "hazard_ratio_per_sd", "lower_per_sd", "upper_per_sd"],
        Rows.Select(r => (IEnumerable<object?>)
        [
            r.Feature, r.Coefficient, r.StandardError, r.Step, r.Ratio, r.Lower, r.Upper, r.P, r.Deviation, r.RatioPerDeviation, r.LowerPerDeviation, r.UpperPerDeviation,
        ]));

    /// <summary>The table for a terminal, with the notes below.</summary>
    public override string ToString()
    {
        var interval = string.Create(CultureInfo.InvariantCulture, $"({100 * Level:0.#}% CI)");
        var table = new TextTable(["feature", "per", $"HR {interval}", "p", $"HR per SD {interval}", "SD"]);
        foreach (var row in Rows)
        {
            table.Add(
                row.Feature,
                row.Step.ToString("G4", CultureInfo.InvariantCulture),
                Interval(row.Ratio, row.Lower, row.Upper),
                row.P is { } p ? p < 0.001 ? "<0.001" : p.ToString("0.000", CultureInfo.InvariantCulture) : "-",
                Interval(row.RatioPerDeviation, row.LowerPerDeviation, row.UpperPerDeviation),
                row.Deviation.ToString("G4", CultureInfo.InvariantCulture));
        }

        return string.Join(Environment.NewLine, [Method, table.ToString(), .. Notes]);
    }

    private static HazardRatio Row(LinearTerms terms, int j, double step, double z)
    {
        var (coefficient, deviation) = (terms.Coefficients[j], terms.Deviations[j]);
        double? error = terms.Penalty is null && terms.StandardErrors[j] is > 0 and < double.PositiveInfinity and var known ? known : null;
        double? Limit(double side, double unit) => error is { } e ? Math.Exp((coefficient + (side * z * e)) * unit) : null;
        return new HazardRatio
        {
            Feature = terms.Names[j],
            Coefficient = coefficient,
            StandardError = error,
            Step = step,
            Ratio = Math.Exp(coefficient * step),
            Lower = Limit(-1, step),
            Upper = Limit(1, step),
            P = error is { } se ? 2 * Normal.CDF(0, 1, -Math.Abs(coefficient) / se) : null,
            Deviation = deviation,
            RatioPerDeviation = Math.Exp(coefficient * deviation),
            LowerPerDeviation = Limit(-1, deviation),
            UpperPerDeviation = Limit(1, deviation),
        };
    }

    private static IEnumerable<string> NotesOf(LinearTerms terms, HazardRatio[] rows)
    {
        if (terms.Penalty is { } penalty)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The coefficients are shrunk ({penalty.Kind}, penalty {penalty.Strength:G4}): standard errors of a plain fit do not hold for them, so there are no intervals and p-values.");
        }
        else if (rows.Length > 0 && rows.All(r => r.StandardError is null))
        {
            yield return "The method gives no standard errors: there are no intervals and p-values.";
        }
    }

    private static string Interval(double ratio, double? lower, double? upper) =>
        lower is { } low && upper is { } high ? $"{Text(ratio)} ({Text(low)}-{Text(high)})" : Text(ratio);

    private static string Text(double value) => value.ToString(value is >= 0.1 and < 1000 ? "0.00" : "G3", CultureInfo.InvariantCulture);
}
