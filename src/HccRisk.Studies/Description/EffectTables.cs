using HccRisk.Cohorts;
using HccRisk.Core.Numerics;
using HccRisk.Studies.Results;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using MathNet.Numerics.Distributions;

namespace HccRisk.Studies.Description;

/// <summary>Hazard ratios of clinical columns on development patients, alone and together.</summary>
internal static class EffectTables
{
    private const double Level = 0.95;

    /// <summary>The table; null without clinical columns or without events.</summary>
    /// <param name="patients">Development patients of the model.</param>
    /// <param name="columns">Its clinical columns.</param>
    /// <param name="followUp">Their follow-up.</param>
    /// <param name="cause">Code of the event of interest; other events are censored.</param>
    public static EffectTable? Of(IReadOnlyList<Patient> patients, IReadOnlyList<CohortColumn> columns, SurvivalOutcome followUp, int cause)
    {
        var outcome = followUp.WithCause(cause);
        if (columns.Count == 0 || outcome.EventCount() == 0)
        {
            return null;
        }

        Variable[] variables = [.. columns.Select(c => Variable.Of(c, patients)).OfType<Variable>()];
        var width = variables.Sum(v => v.Slots.Count);
        int[] complete = [.. Enumerable.Range(0, patients.Count).Where(i => variables.All(v => v.Has(patients[i])))];
        var events = complete.Count(i => outcome.Events[i] != 0);
        EffectEstimate[]? together = null;
        var obstacle = events < width
            ? FormattableString.Invariant($"{events} events among the {complete.Length} patients with every value do not carry {width} coefficients")
            : Fit(patients, outcome, complete, [.. variables.SelectMany(v => v.Slots)], out together);
        var rows = new List<EffectRow>();
        var at = 0;
        foreach (var variable in variables)
        {
            int[] known = [.. Enumerable.Range(0, patients.Count).Where(i => variable.Has(patients[i]))];
            var fault = Fit(patients, outcome, known, variable.Slots, out var alone);
            var slot = 0;
            foreach (var (level, contrast, isReference, which) in variable.Rows)
            {
                int[] own = [.. known.Where(i => which(patients[i]))];
                var univariable = isReference ? null : alone?[slot] ?? new EffectEstimate(null, null, null, null, fault);
                rows.Add(new EffectRow(
                    variable.Column.Name, variable.Column.Description ?? variable.Column.Name, level, contrast, isReference, own.Length, own.Count(i => outcome.Events[i] != 0),
                    univariable, isReference ? null : together?[at + slot]));
                slot += isReference ? 0 : 1;
            }

            at += variable.Slots.Count;
        }

        return new EffectTable(rows, width, complete.Length, events, obstacle);
    }

    /// <summary>Fits slots to some of the patients.</summary>
    /// <returns>Why there is no fit; null where there is one.</returns>
    private static string? Fit(IReadOnlyList<Patient> patients, SurvivalOutcome outcome, int[] rows, IReadOnlyList<Slot> slots, out EffectEstimate[]? found)
    {
        found = null;
        if (!Array.Exists(rows, i => outcome.Events[i] != 0))
        {
            return "no patient with a value had the event";
        }

        string[] names = [.. slots.Select((_, j) => FormattableString.Invariant($"{j}"))];
        double[] x = [.. rows.SelectMany(i => slots.Select(s => s.Value(patients[i])))];
        var model = CoxModel.Fit(x, slots.Count, outcome.Select(rows), columnNames: names);
        // A coefficient without bound is said of itself; the others are those of its limit.
        if (!model.Converged && !model.Warnings.Any(w => w.StartsWith("The coefficient", StringComparison.Ordinal)))
        {
            return "the fit did not converge";
        }

        found = [.. slots.Select((s, j) => Estimate(model, j, s.Step))];
        return null;
    }

    private static EffectEstimate Estimate(CoxModel model, int j, double step)
    {
        var (b, error) = (model.Coefficients[j] * step, model.StandardErrors[j] * Math.Abs(step));
        var warning = model.Warnings.FirstOrDefault(w => w.Contains(FormattableString.Invariant($"'{j}'"), StringComparison.Ordinal));
        if (warning is not null || !(error > 0))
        {
            return new EffectEstimate(null, null, null, null, warning is null || warning.StartsWith("The coefficient", StringComparison.Ordinal)
                ? "without bound: a level has no events, or nobody else has"
                : "it does not vary, or the columns before it tell it");
        }

        var half = Normal.InvCDF(0, 1, 0.5 + (Level / 2)) * error;
        return new EffectEstimate(Math.Exp(b), Math.Exp(b - half), Math.Exp(b + half), 2 * Normal.CDF(0, 1, -Math.Abs(b / error)));
    }

    /// <summary>A column of a design.</summary>
    /// <param name="Value">What a patient has in it.</param>
    /// <param name="Step">The change that the ratio is of.</param>
    private sealed record Slot(Func<Patient, double> Value, double Step);

    private sealed record Variable(
        CohortColumn Column, IReadOnlyList<Slot> Slots, IReadOnlyList<(string? Level, string Contrast, bool IsReference, Func<Patient, bool> Which)> Rows)
    {
        public bool Has(Patient patient) => !double.IsNaN(patient[Column.Name]);

        /// <summary>Null where nobody has a value.</summary>
        public static Variable? Of(CohortColumn column, IReadOnlyList<Patient> patients)
        {
            double[] values = [.. patients.Select(p => p[column.Name]).Where(v => !double.IsNaN(v)).Order()];
            if (values.Length == 0)
            {
                return null;
            }

            if (column.Kind == ColumnKind.Numeric)
            {
                return OfNumber(column, values);
            }

            double[] levels = column.Kind == ColumnKind.Binary ? [0, 1] : [.. values.Distinct()];
            string NameOf(double level) => column.Kind == ColumnKind.Categorical ? column.Categories[(int)level]
                : column.Categories is [var no, var yes] ? level == 0 ? no : yes
                : level == 0 ? "no" : "yes";
            return new Variable(
                column,
                [.. levels.Skip(1).Select(level => new Slot(p => p[column.Name] == level ? 1 : 0, 1))],
                [.. levels.Select((level, k) => ((string?)NameOf(level), "", k == 0, (Func<Patient, bool>)(p => p[column.Name] == level)))]);
        }

        private static Variable OfNumber(CohortColumn column, double[] sorted)
        {
            double Transformed(double value) => column.Transform == ColumnTransform.Log ? Math.Log(value) : value;

            // Where the quartiles are one value, from the smallest to the largest.
            var (low, high) = (Quantile.Of(sorted, 0.25), Quantile.Of(sorted, 0.75));
            (low, high) = low == high ? (sorted[0], sorted[^1]) : (low, high);
            var contrast = FormattableString.Invariant($"{low:G3} to {high:G3}") + (column.Unit is { Length: > 0 } unit ? " " + unit : "");
            return new Variable(
                column, [new Slot(p => Transformed(p[column.Name]), Transformed(high) - Transformed(low))], [(null, contrast, false, _ => true)]);
        }
    }
}
