using HccRisk.Core.Errors;
using HccRisk.Core.Formulas;
using HccRisk.Core.Printing;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Formulas;

/// <summary>A Cox model of a formula: its terms are tested as wholes, and it predicts for new patients by the columns the formula names.</summary>
public sealed class FormulaCoxModel
{
    private readonly SurvivalOutcome _outcome;
    private readonly CoxRows _rows;
    private readonly double[] _x;
    private IReadOnlyList<TermTest>? _tests;

    private FormulaCoxModel(FormulaDesign design, FormulaRows rows, CoxModel model, double[] x, SurvivalOutcome outcome, CoxRows coxRows)
    {
        Design = design;
        Rows = rows;
        Model = model;
        _x = x;
        _outcome = outcome;
        _rows = coxRows;
    }

    /// <summary>The formula with what was learnt of it.</summary>
    public FormulaDesign Design { get; }

    /// <summary>The rows it was fitted to; without covariates when they change with time.</summary>
    public FormulaRows Rows { get; }

    /// <summary>The fit: coefficients by the names of <see cref="FormulaDesign.ColumnNames"/>. With terms that change with time its rows are episodes.</summary>
    public CoxModel Model { get; }

    /// <summary>
    /// Wald and likelihood-ratio test of each term. Each likelihood ratio takes a fit without the term, made when they are first asked for.
    /// </summary>
    /// <exception cref="NotSupportedException">The model has a penalty.</exception>
    public IReadOnlyList<TermTest> Tests => _tests ??= MakeTests();

    /// <summary>Fits the model to the complete rows of a table.</summary>
    /// <param name="formula">The terms.</param>
    /// <param name="table">The data.</param>
    /// <param name="outcome">Follow-up of every row of the table; every positive event code counts as the event.</param>
    /// <param name="options">How to fit; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between Newton steps.</param>
    /// <returns>The fitted model, converged or not: see its warnings.</returns>
    /// <exception cref="FormulaException">The table has no such column, or the formula no covariate.</exception>
    /// <exception cref="TableFormatException">No row is complete, a factor has one level, or a value cannot be taken as the formula does.</exception>
    /// <exception cref="ArgumentException">The outcome has another number of rows, or an option does not go with the rows.</exception>
    /// <exception cref="NoEventsException">Everybody is censored.</exception>
    public static FormulaCoxModel Fit(
        SurvivalFormula formula, FormulaTable table, SurvivalOutcome outcome, CoxOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(formula);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(outcome);
        if (outcome.Count != table.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"'outcome' has {outcome.Count} rows, 'table' has {table.Count}."), nameof(outcome));
        }

        options ??= new CoxOptions();
        var design = formula.Learn(table);
        var kept = design.Kept(table, withCluster: true);
        outcome = kept.Length == outcome.Count ? outcome : outcome.Select(kept);
        if (!formula.IsTimeDependent)
        {
            var rows = design.Rows(table);
            return Fit(design, rows, rows.X, outcome, new CoxRows { Strata = rows.Strata, Clusters = rows.Clusters, Offset = rows.Offset }, options, cancellationToken);
        }

        var split = TimeSplit.Of(outcome);
        var around = design.Around(table, kept, [], withCluster: true);
        var x = design.Covariates(table, Array.ConvertAll(split.Rows, r => kept[r]), split.Times);
        T[]? Spread<T>(IReadOnlyList<T>? values) => values is null ? null : Array.ConvertAll(split.Rows, r => values[r]);
        var episodes = new CoxRows
        {
            Strata = Spread(around.Strata),

            // The episodes of a row are no rows of their own to a robust variance.
            Clusters = Spread(around.Clusters) ?? (options.Robust ? split.Rows : null),
            Offset = Spread(around.Offset),
        };
        return Fit(design, around, x, split.Outcome, episodes, options, cancellationToken);
    }

    /// <summary>Tests proportional hazards, each term as a whole and all together, as R's cox.zph.</summary>
    /// <param name="transform">The function of time.</param>
    /// <returns>One test a term, by their labels.</returns>
    /// <exception cref="NotSupportedException">The model has a penalty or terms that change with time, or log time meets an event at time 0.</exception>
    public ProportionalHazardsResult ProportionalHazards(TimeTransform transform = TimeTransform.KaplanMeier)
    {
        RequireConstant("The test of proportional hazards");
        return Cox.ProportionalHazards.Test(Model, [.. Design.Terms.Select(t => (t.Label, (IReadOnlyList<int>)[.. t.Columns]))], transform);
    }

    /// <summary>Linear predictors of the complete rows of new patients: sum of coefficient times column, offset added, not centred.</summary>
    /// <param name="table">New patients, with the columns of the formula.</param>
    /// <returns>One a complete row (<see cref="FormulaDesign.NewRows"/> says which they are); higher = more risk.</returns>
    /// <exception cref="TableFormatException">As <see cref="FormulaDesign.Rows"/>.</exception>
    /// <exception cref="NotSupportedException">The model has terms that change with time.</exception>
    public double[] LinearPredictors(FormulaTable table)
    {
        RequireConstant("A prediction");
        var rows = Design.NewRows(table);
        var width = Design.ColumnNames.Count;
        return [.. Enumerable.Range(0, rows.Count).Select(i =>
            Enumerable.Range(0, width).Sum(j => Model.Coefficients[j] * rows.X[(i * width) + j]) + (rows.Offset?[i] ?? 0))];
    }

    /// <summary>Predicted survival of the complete rows of new patients with confidence limits, each in its stratum and with its offset.</summary>
    /// <param name="table">New patients, with the columns of the formula.</param>
    /// <param name="times">Times, not beyond the longest follow-up of any stratum they are in.</param>
    /// <param name="type">Scale of the confidence limits.</param>
    /// <param name="level">Confidence level, between 0 and 1.</param>
    /// <returns>One list a complete row with one point a time.</returns>
    /// <exception cref="TableFormatException">As <see cref="FormulaDesign.Rows"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time nobody was followed to, or a level outside 0 to 1.</exception>
    /// <exception cref="NotSupportedException">The model has a penalty or terms that change with time.</exception>
    public IReadOnlyList<IReadOnlyList<SurvivalPoint>> PredictSurvival(
        FormulaTable table, ReadOnlySpan<double> times, ConfidenceType type = ConfidenceType.Log, double level = 0.95)
    {
        RequireConstant("A prediction");
        var rows = Design.NewRows(table);
        var width = Design.ColumnNames.Count;
        var result = new IReadOnlyList<SurvivalPoint>[rows.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Model.PredictSurvival(rows.X.AsSpan(i * width, width), times, type, level, rows.Strata?[i], rows.Offset?[i] ?? 0)[0];
        }

        return result;
    }

    private static FormulaCoxModel Fit(
        FormulaDesign design, FormulaRows rows, double[] x, SurvivalOutcome outcome, CoxRows coxRows, CoxOptions options, CancellationToken cancellationToken) =>
        new(design, rows, CoxModel.Fit(x, design.ColumnNames.Count, outcome, coxRows, options, design.ColumnNames, cancellationToken), x, outcome, coxRows);

    private TermTest[] MakeTests()
    {
        if (Model.Options.Ridge > 0)
        {
            throw new NotSupportedException("Coefficients with a penalty have no known error: their terms cannot be tested.");
        }

        var terms = Design.Formula.Terms;
        return [.. Design.Terms.Select((term, t) => new TermTest(
            term,
            TermTests.Wald(Model, term),
            Model.RobustStandardErrors is not null || terms.Any(o => o != terms[t] && (o & terms[t]) == terms[t])
                ? null
                : TermTests.LikelihoodRatio(Model, term, _x, (x, width, names) => CoxModel.Fit(x, width, _outcome, _rows, Model.Options, names))))];
    }

    private void RequireConstant(string what)
    {
        if (Design.Formula.IsTimeDependent)
        {
            throw new NotSupportedException($"{what} needs terms that do not change with time: the formula has tt(...).");
        }
    }

    /// <summary>The formula and the model for a terminal.</summary>
    public override string ToString() => Printed.Lines(Design.Formula.ToString(), Model.ToString());
}
