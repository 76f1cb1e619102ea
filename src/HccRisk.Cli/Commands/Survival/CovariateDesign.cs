using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

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
    public static CovariateDesign Of(IEnumerable<string> columns, IReadOnlyCollection<string> factors, Func<string, string[]> cells)
    {
        var sources = columns.Select(column =>
        {
            var values = cells(column).Where(c => !SurvivalInput.IsMissing(c)).Distinct(StringComparer.Ordinal).ToArray();
            var numbers = Array.ConvertAll(values, Parse);
            if (values.Length == 0 || (!factors.Contains(column) && numbers.Any(v => v is not null)))
            {
                return new Source(column, null);
            }

            var levels = numbers.All(v => v is not null) ? values.OrderBy(v => Parse(v)) : values.Order(StringComparer.Ordinal);
            return values.Length > 1
                ? new Source(column, [.. levels])
                : throw new ArgumentException($"'{column}' is '{values[0]}' in every row: a factor needs two levels.");
        }).ToArray();
        return factors.FirstOrDefault(f => !Array.Exists(sources, s => s.Column == f)) is { } unknown
            ? throw new ArgumentException($"{SurvivalOptions.Factors.Name}: '{unknown}' is none of the covariates{NearestNames.Hint(unknown, sources.Select(s => s.Column))}")
            : new CovariateDesign(sources);
    }

    /// <summary>The columns side by side, row-major; NaN where a value is missing.</summary>
    /// <param name="cells">Text of a row in a column of the file, and where it stands.</param>
    /// <param name="count">Number of rows.</param>
    public double[] Matrix(int count, Func<int, string, (string Text, string Place)> cells)
    {
        var result = new List<double>(count * Names.Length);
        for (var i = 0; i < count; i++)
        {
            foreach (var source in _sources)
            {
                var (text, place) = cells(i, source.Column);
                if (SurvivalInput.IsMissing(text))
                {
                    result.AddRange(Enumerable.Repeat(double.NaN, Math.Max(1, (source.Levels?.Length ?? 2) - 1)));
                    continue;
                }

                if (source.Levels is null)
                {
                    result.Add(Parse(text) ?? throw new TableFormatException($"{place}: '{text}' is no number"));
                    continue;
                }

                var level = Array.IndexOf(source.Levels, text);
                result.AddRange(level >= 0
                    ? Enumerable.Range(1, source.Levels.Length - 1).Select(k => k == level ? 1d : 0d)
                    : throw new TableFormatException($"{place}: '{text}' is none of the levels {string.Join(", ", source.Levels)} of the model"));
            }
        }

        return [.. result];
    }

    private static double? Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private sealed record Source(string Column, string[]? Levels);
}
