using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.Explanation;

/// <summary>
/// What a model says of patients whose one input is set to each of several values, the others left as they are: a curve of each (individual conditional
/// expectation) and their mean (partial dependence). Where inputs go together, some of these patients do not exist.
/// </summary>
public sealed class DependenceResult
{
    private readonly float[][][] _values;

    internal DependenceResult(string input, IReadOnlyList<double> grid, IReadOnlyList<string> outputs, float[][][] values)
    {
        (Input, Grid, Outputs, _values) = (input, grid, outputs, values);
        Rows = values[0][0].Length;
    }

    /// <summary>Name of the input.</summary>
    public string Input { get; }

    /// <summary>Its values, in the unit it has in the data, ascending unless they were given.</summary>
    public IReadOnlyList<double> Grid { get; }

    /// <summary>The outputs: a column, with the name of the slot where it is a vector: "Score", "Survival 24".</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Rows traced.</summary>
    public int Rows { get; }

    /// <summary>The output of one row with the input set.</summary>
    /// <param name="row">Index of the row.</param>
    /// <param name="output">Index of the output.</param>
    /// <param name="point">Index in <see cref="Grid"/>.</param>
    public double Individual(int row, int output, int point) => _values[point][output][row];

    /// <summary>The mean over the rows with the input set; rows without an output (NaN) are left out, and without any it is NaN.</summary>
    /// <param name="output">Index of the output.</param>
    /// <param name="point">Index in <see cref="Grid"/>.</param>
    public double Mean(int output, int point)
    {
        double[] known = [.. _values[point][output].Where(v => !float.IsNaN(v)).Select(v => (double)v)];
        return known.Length == 0 ? double.NaN : known.Average();
    }

    /// <summary>Comma-separated text, one line a value of the input and output.</summary>
    /// <param name="individual">Whether the curve of each row comes too, under its index; the mean has none.</param>
    public string ToCsv(bool individual = false) => CsvText.Of(
        ["input", "value", "output", "row", "prediction"],
        from point in Enumerable.Range(0, Grid.Count)
        from output in Enumerable.Range(0, Outputs.Count)
        from row in Enumerable.Range(-1, individual ? Rows + 1 : 1)
        select (IEnumerable<object?>)
        [
            Input, Grid[point], Outputs[output], row < 0 ? null : row, row < 0 ? Mean(output, point) : Individual(row, output, point),
        ]);

    /// <summary>The means for a terminal: a line a value of the input.</summary>
    public override string ToString()
    {
        var table = new TextTable([Input, .. Outputs]);
        for (var point = 0; point < Grid.Count; point++)
        {
            table.Add(
                [Grid[point].ToString("G5", CultureInfo.InvariantCulture), .. Outputs.Select((_, k) => Mean(k, point).ToString("0.0000", CultureInfo.InvariantCulture))]);
        }

        return table.ToString();
    }
}
