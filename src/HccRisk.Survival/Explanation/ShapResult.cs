using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.Explanation;

/// <summary>
/// Shapley values: what each input of each row adds to the mean prediction, so that mean and values add up to the row's own prediction.
/// </summary>
public sealed class ShapResult
{
    private const int Listed = 10;
    private readonly double[] _inputs;
    private readonly double[] _values;
    private double[]? _errors;
    private readonly double[] _predictions;
    private readonly double[] _bases;
    private readonly string[] _methods;

    internal ShapResult(IReadOnlyList<string> features, ExplainedOutput[] outputs, int rows, double[] inputs)
    {
        (Features, Outputs, Rows, _inputs) = (features, outputs, rows, inputs);
        _values = new double[checked(rows * outputs.Length * features.Count)];
        _predictions = new double[rows * outputs.Length];
        _bases = new double[rows * outputs.Length];
        _methods = new string[outputs.Length];
    }

    /// <summary>Names of the inputs.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>What was explained.</summary>
    public IReadOnlyList<ExplainedOutput> Outputs { get; }

    /// <summary>Rows explained.</summary>
    public int Rows { get; }

    /// <summary>How the values of each output were computed, in words.</summary>
    public IReadOnlyList<string> Methods => _methods;

    /// <summary>The value of an input: how far it moves the prediction of the row, in the unit of the output.</summary>
    /// <param name="row">Index of the row.</param>
    /// <param name="output">Index of the output.</param>
    /// <param name="feature">Index of the input.</param>
    /// <returns>NaN where the prediction is.</returns>
    public double Value(int row, int output, int feature) => _values[At(row, output) + feature];

    /// <summary>Standard error of a value, from the draws; 0 for an exact one.</summary>
    /// <param name="row">Index of the row.</param>
    /// <param name="output">Index of the output.</param>
    /// <param name="feature">Index of the input.</param>
    public double StandardError(int row, int output, int feature) => _errors?[At(row, output) + feature] ?? 0;

    /// <summary>What the model predicts of a row.</summary>
    /// <param name="row">Index of the row.</param>
    /// <param name="output">Index of the output.</param>
    public double Prediction(int row, int output) => _predictions[(row * Outputs.Count) + output];

    /// <summary>The mean prediction that the values of a row start from: the same for every row, but with strata that of the row's stratum.</summary>
    /// <param name="row">Index of the row.</param>
    /// <param name="output">Index of the output.</param>
    public double Base(int row, int output) => _bases[(row * Outputs.Count) + output];

    /// <summary>The input that a value is of, as it reached the model.</summary>
    /// <param name="row">Index of the row.</param>
    /// <param name="feature">Index of the input.</param>
    public double Input(int row, int feature) => _inputs[(row * Features.Count) + feature];

    /// <summary>The inputs by the mean size of their values, largest first; rows without a prediction are left out.</summary>
    /// <param name="output">Index of the output.</param>
    public IReadOnlyList<(string Feature, double MeanSize)> Importance(int output)
    {
        int[] known = [.. Enumerable.Range(0, Rows).Where(i => !double.IsNaN(Prediction(i, output)))];
        return [.. Features.Select((name, j) => (name, known.Length == 0 ? double.NaN : known.Average(i => Math.Abs(Value(i, output, j)))))
            .OrderByDescending(f => f.Item2)];
    }

    /// <summary>Comma-separated text, one line a row, output and input.</summary>
    public string ToCsv() => CsvText.Of(
        ["row", "output", "time", "base", "prediction", "feature", "input", "value", "standard_error"],
        from row in Enumerable.Range(0, Rows)
        from k in Enumerable.Range(0, Outputs.Count)
        from j in Enumerable.Range(0, Features.Count)
        select (IEnumerable<object?>)
        [
            row, Outputs[k].Kind, Outputs[k].Time, Base(row, k), Prediction(row, k), Features[j], Input(row, j), Value(row, k, j), StandardError(row, k, j),
        ]);

    /// <summary>The inputs that matter most for each output, for a terminal.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Enumerable.Range(0, Outputs.Count).SelectMany(Lines));

    internal Span<double> Values(int row, int output) => _values.AsSpan(At(row, output), Features.Count);

    /// <summary>Makes room for standard errors: exact values need none.</summary>
    internal void NeedErrors() => _errors ??= new double[_values.Length];

    internal Span<double> Errors(int row, int output) => _errors.AsSpan(At(row, output), Features.Count);

    internal void SetMethod(int output, string method) => _methods[output] = method;

    internal void SetBase(int row, int output, double value) => _bases[(row * Outputs.Count) + output] = value;

    internal void SetPrediction(int row, int output, double prediction) => _predictions[(row * Outputs.Count) + output] = prediction;

    private IEnumerable<string> Lines(int output)
    {
        var mean = Rows == 0 ? double.NaN : Enumerable.Range(0, Rows).Average(row => Base(row, output));
        yield return string.Create(CultureInfo.InvariantCulture, $"{Outputs[output]}: mean {mean:0.0000}, {Rows} rows, {Methods[output]}");
        var table = new TextTable(["  feature", "mean |value|"]);
        foreach (var (feature, size) in Importance(output).Take(Listed))
        {
            table.Add("  " + feature, size.ToString("0.0000", CultureInfo.InvariantCulture));
        }

        yield return table.ToString();
    }

    private int At(int row, int output) => ((row * Outputs.Count) + output) * Features.Count;
}
