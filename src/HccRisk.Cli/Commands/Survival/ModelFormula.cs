using HccRisk.Core.Formulas;
using HccRisk.Core.Tables;
using HccRisk.Survival.Formulas;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The regression a command fits: --formula, or the one that --covariates, --factors, --strata and --cluster say.</summary>
internal sealed class ModelFormula
{
    private readonly HashSet<string> _labels;
    private readonly TableReadOptions _reading;

    private ModelFormula(SurvivalFormula formula, FormulaTable table, HashSet<string> labels, TableReadOptions reading)
    {
        _reading = reading;
        Formula = formula;
        Table = table;
        _labels = labels;
    }

    public SurvivalFormula Formula { get; }

    /// <summary>The rows to fit, all complete.</summary>
    public FormulaTable Table { get; }

    public static SurvivalFormula Parse(string text) => Named(() => SurvivalFormula.Parse(text));

    public static ModelFormula Of(SurvivalInput input)
    {
        var factors = Split(input.Get(SurvivalOptions.Factors));
        var formula = Parse(TextOf(input));
        foreach (var option in (System.CommandLine.Option<string?>[])[SurvivalOptions.Time, SurvivalOptions.Event])
        {
            // Follow-up predicts itself: such a model would look perfect and know nothing of a new patient.
            if (input.Get(option) is { } named && formula.Columns.Contains(named))
            {
                throw new ArgumentException($"{Says(input)}: '{input.Get(option)}' is the column of {option.Name}, which cannot be a covariate.");
            }
        }

        var labels = formula.Columns.Where(c => factors.Contains(c) || input.IsText(c)).ToHashSet(StringComparer.Ordinal);
        var table = new FormulaTable(input.Count, input.PlaceOf);
        foreach (var column in formula.Columns)
        {
            _ = labels.Contains(column) ? table.Add(column, input.Cells(column)) : table.Add(column, input.Column(column));
        }

        return factors.FirstOrDefault(f => !table.Names.Contains(f)) is { } unknown
            ? throw new ArgumentException(
                $"{SurvivalOptions.Factors.Name}: '{unknown}' is none of the covariates{Core.Naming.NearestNames.Hint(unknown, formula.Columns)}")
            : new ModelFormula(formula, table, labels, input.TableReading);
    }

    /// <summary>Runs what reads the formula, with the option in front of its faults.</summary>
    public static T Named<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (FormulaException fault)
        {
            throw new ArgumentException($"{SurvivalOptions.Formula.Name}: {fault.Message}", fault);
        }
    }

    public FormulaDesign Learn() => Named(() => Formula.Learn(Table));

    /// <summary>New patients of another file; those with a missing value are left out.</summary>
    public NewPatients Read(string path) => new(path, [.. Formula.Columns.Where(c => c != Formula.ClusterColumn)], options: _reading);

    /// <summary>Their columns, each of the kind it has in the data.</summary>
    public FormulaTable TableOf(NewPatients patients)
    {
        var table = new FormulaTable(patients.Count, patients.PlaceOf);
        int[] rows = [.. Enumerable.Range(0, patients.Count)];
        foreach (var column in Formula.Columns.Where(c => c != Formula.ClusterColumn))
        {
            _ = _labels.Contains(column)
                ? table.Add(column, Array.ConvertAll(rows, i => patients.Text(i, column)))
                : table.Add(column, Array.ConvertAll(rows, i => patients.Number(i, column)));
        }

        return table;
    }

    private static string TextOf(SurvivalInput input)
    {
        var said = input.Get(SurvivalOptions.Formula);
        string[] covariates = Split(input.Get(SurvivalOptions.Covariates));
        if (said is not null == covariates.Length > 0)
        {
            throw new ArgumentException(said is null
                ? $"The model needs {SurvivalOptions.Covariates.Name} or {SurvivalOptions.Formula.Name}."
                : $"{SurvivalOptions.Formula.Name} and {SurvivalOptions.Covariates.Name} both say the terms of the model: take one of them.");
        }

        var text = said ?? string.Join(" + ", covariates.Distinct(StringComparer.Ordinal).Select(Quoted));
        if (Split(input.Get(SurvivalOptions.Strata)) is { Length: > 0 } strata)
        {
            text += $" + strata({string.Join(", ", strata.Select(Quoted))})";
        }

        return input.Get(SurvivalOptions.Cluster) is { } cluster ? $"{text} + cluster({Quoted(cluster)})" : text;
    }

    private static string Says(SurvivalInput input) => (input.Get(SurvivalOptions.Formula) is null ? SurvivalOptions.Covariates : SurvivalOptions.Formula).Name;

    private static string Quoted(string column) => column.Contains('`', StringComparison.Ordinal) ? $"[{column}]" : $"`{column}`";

    private static string[] Split(string? text) => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
