using HccRisk.Core.Errors;
using HccRisk.Core.Naming;
using HccRisk.Core.Tables;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>
/// The columns of a model: numbers as they are, and text as R's treatment contrasts, one column a level but the first, named after both.
/// </summary>
internal sealed class CovariateDesign
{
    private readonly Source[] _sources;

    private CovariateDesign(Source[] sources)
    {
        _sources = sources;
        Names = [.. sources.SelectMany(s => s.Levels is null ? [s.Column] : s.Levels.Skip(1).Select(level => s.Column + level))];
    }

    /// <summary>Names of the columns of the model.</summary>
    public string[] Names { get; }

    /// <summary>Names of the columns of the file.</summary>
    public IEnumerable<string> Columns => _sources.Select(s => s.Column);

    /// <summary>Learns the levels: a column is text when no value of it is a number, or when it is named as a factor.</summary>
    public static CovariateDesign Of(IEnumerable<string> columns, IReadOnlyCollection<string> factors, Table table, int[] rows)
    {
        var sources = columns.Select(name =>
        {
            var column = table.Column(SurvivalTable.IndexOf(table, name));
            if (!factors.Contains(name) && (Array.TrueForAll(rows, column.IsMissing) || Array.Exists(rows, r => column.TryNumber(r, out _))))
            {
                return new Source(name, null);
            }

            var (codes, levels) = column.Levels(rows);
            var known = new Dictionary<int, double?>();
            for (var i = 0; i < rows.Length; i++)
            {
                if (!known.ContainsKey(codes[i]) && !column.IsMissing(rows[i]))
                {
                    known[codes[i]] = column.TryNumber(rows[i], out var value) ? value : null;
                }
            }

            var ordered = known.Values.All(v => v is not null) ? known.OrderBy(k => k.Value).Select(k => levels[k.Key]) : known.Keys.Select(k => levels[k]).Order(StringComparer.Ordinal);
            return known.Count > 1 ? new Source(name, [.. ordered])
                : known.Count == 0 ? new Source(name, null)
                : throw new ArgumentException($"'{name}' is '{levels[known.Keys.First()]}' in every row: a factor needs two levels.");
        }).ToArray();
        return factors.FirstOrDefault(f => !Array.Exists(sources, s => s.Column == f)) is { } unknown
            ? throw new ArgumentException($"{SurvivalOptions.Factors.Name}: '{unknown}' is none of the covariates{NearestNames.Hint(unknown, sources.Select(s => s.Column))}")
            : new CovariateDesign(sources);
    }

    /// <summary>The columns side by side, row-major; NaN where a value is missing.</summary>
    /// <param name="table">A file with the columns.</param>
    /// <param name="rows">Its rows.</param>
    public double[] Matrix(Table table, int[] rows)
    {
        var (width, at) = (Names.Length, 0);
        var result = new double[rows.Length * width];
        foreach (var source in _sources)
        {
            if (source.Levels is null)
            {
                var values = SurvivalTable.Numbers(table, source.Column, rows);
                for (var i = 0; i < rows.Length; i++)
                {
                    result[(i * width) + at] = values[i];
                }

                at++;
                continue;
            }

            var column = table.Column(table.Require(source.Column));
            var (codes, levels) = column.Levels(rows);
            var known = Array.ConvertAll(levels, l => Array.IndexOf(source.Levels, l));
            for (var i = 0; i < rows.Length; i++)
            {
                var level = known[codes[i]];
                if (level < 0 && !column.IsMissing(rows[i]))
                {
                    throw column.Fault(rows[i], $"is none of the levels {string.Join(", ", source.Levels)} of the model");
                }

                for (var k = 1; k < source.Levels.Length; k++)
                {
                    result[(i * width) + at + k - 1] = level < 0 ? double.NaN : k == level ? 1 : 0;
                }
            }

            at += source.Levels.Length - 1;
        }

        return result;
    }

    private sealed record Source(string Column, string[]? Levels);
}
