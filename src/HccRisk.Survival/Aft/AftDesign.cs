using System.Globalization;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Aft;

/// <summary>The covariates with an intercept, centred and scaled so that their units do not matter to the fit, and the log times, centred.</summary>
internal sealed class AftDesign
{
    private readonly double[] _center;
    private readonly double[] _scale;
    private readonly double _logTimeCenter;

    private AftDesign(double[] values, double[] center, double[] scale, double[] logTime, double[]? logEntry, double logTimeCenter, double logTimeOfEvents)
    {
        Values = values;
        _center = center;
        _scale = scale;
        LogTime = logTime;
        LogEntry = logEntry;
        _logTimeCenter = logTimeCenter;
        LogTimeOfEvents = logTimeOfEvents;
        Ones = [.. Enumerable.Repeat(1d, logTime.Length)];
    }

    /// <summary>Row-major, intercept first.</summary>
    public double[] Values { get; }

    public double[] Ones { get; }

    public double[] LogTime { get; }

    /// <summary>Log entry times, centred as the log times are; minus infinity for a row at risk from 0. Null without entry times.</summary>
    public double[]? LogEntry { get; }

    /// <summary>Sum of log t over the events, with weights: what the density of t has less than that of log t.</summary>
    public double LogTimeOfEvents { get; }

    public static AftDesign Create(ReadOnlySpan<double> x, int columns, SurvivalOutcome outcome, string[] names)
    {
        var rows = outcome.Count;
        var center = new double[columns];
        var scale = new double[columns];
        for (var j = 0; j < columns; j++)
        {
            for (var i = 0; i < rows; i++)
            {
                var value = x[i * columns + j];
                center[j] += double.IsFinite(value)
                    ? value / rows
                    : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Column '{names[j]}' is {value} at row {i}: it must be finite."), nameof(x));
            }

            double largest = 0;
            for (var i = 0; i < rows; i++)
            {
                var difference = x[i * columns + j] - center[j];
                scale[j] += difference * difference / rows;
                largest = Math.Max(largest, Math.Abs(x[i * columns + j]));
            }

            // The mean of equal values may be off by rounding; that is no variation.
            scale[j] = Math.Sqrt(scale[j]) <= 1e-14 * largest ? 0 : Math.Sqrt(scale[j]);
        }

        var values = new double[rows * (columns + 1)];
        for (var i = 0; i < rows; i++)
        {
            values[i * (columns + 1)] = 1;
            for (var j = 0; j < columns; j++)
            {
                values[i * (columns + 1) + j + 1] = scale[j] == 0 ? 0 : (x[i * columns + j] - center[j]) / scale[j];
            }
        }

        var logTime = Array.ConvertAll(outcome.TimeArray, Math.Log);
        double ofEvents = 0;
        for (var i = 0; i < rows; i++)
        {
            ofEvents += outcome.EventArray[i] != 0 ? logTime[i] * (outcome.WeightArray?[i] ?? 1) : 0;
        }

        var logTimeCenter = logTime.Average();
        return new AftDesign(values, center, scale, Centred(logTime), outcome.EntryArray is { } entries ? Centred(Array.ConvertAll(entries, Math.Log)) : null, logTimeCenter, ofEvents);

        double[] Centred(double[] logs) => Array.ConvertAll(logs, t => t - logTimeCenter);
    }

    public bool IsConstant(int column) => _scale[column] == 0;

    /// <summary>Intercept and coefficients per unit, and the covariance of these and of log scale when it is estimated.</summary>
    public (double[] Coefficients, double[] Covariance) MapBack(AftNewton fit)
    {
        var width = _center.Length + 1;
        var size = fit.Factor.Dropped.Length;
        var s = fit.Parameters[width];
        var coefficients = new double[width];
        coefficients[0] = _logTimeCenter + fit.Parameters[0] / s;

        // Derivatives of (intercept, coefficients, log scale) by (a, s).
        var jacobian = new double[size * size];
        jacobian[0] = 1 / s;
        for (var j = 1; j < width; j++)
        {
            var perUnit = _scale[j - 1] == 0 ? 0 : 1 / (_scale[j - 1] * s);
            coefficients[j] = fit.Parameters[j] * perUnit;
            coefficients[0] -= coefficients[j] * _center[j - 1];
            jacobian[j * size + j] = perUnit;
            jacobian[j] = -perUnit * _center[j - 1];
        }

        if (size > width)
        {
            jacobian[size - 1] = -(coefficients[0] - _logTimeCenter) / s;
            for (var j = 1; j < width; j++)
            {
                jacobian[j * size + size - 1] = -coefficients[j] / s;
            }

            jacobian[size * size - 1] = -1 / s;
        }

        return (coefficients, Sandwich(jacobian, fit.Factor.Inverse(), size));
    }

    private static double[] Sandwich(double[] jacobian, double[] middle, int size)
    {
        var half = new double[size * size];
        var result = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var k = 0; k < size; k++)
            {
                for (var j = 0; j < size; j++)
                {
                    half[i * size + j] += jacobian[i * size + k] * middle[k * size + j];
                }
            }
        }

        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                for (var k = 0; k < size; k++)
                {
                    result[i * size + j] += half[i * size + k] * jacobian[j * size + k];
                }
            }
        }

        return result;
    }
}
