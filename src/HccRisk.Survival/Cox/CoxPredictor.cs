using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.Cox;

/// <summary>
/// What is needed to predict with a Cox model, and no more: a value that can be stored as JSON and read back
/// (System.Text.Json) with the same predictions to the last bit.
/// </summary>
public sealed class CoxPredictor
{
    private readonly double[] _coefficients;
    private readonly double[] _center;
    private readonly double[] _times;
    private readonly double[] _hazard;

    /// <summary>Makes a predictor from its parts.</summary>
    /// <param name="coefficients">Log hazard ratio per unit of each column, finite.</param>
    /// <param name="center">Reference value of each column (its mean in the development data), finite.</param>
    /// <param name="times">Distinct times of the development data, ascending.</param>
    /// <param name="cumulativeHazard">Cumulative hazard of a patient at <paramref name="center"/> at each time, not falling.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a value is out of range.</exception>
    [JsonConstructor]
    public CoxPredictor(
        IReadOnlyList<double> coefficients,
        IReadOnlyList<double> center,
        IReadOnlyList<double> times,
        IReadOnlyList<double> cumulativeHazard)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        ArgumentNullException.ThrowIfNull(center);
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(cumulativeHazard);
        if (coefficients.Count != center.Count)
        {
            throw new ArgumentException(Invariant($"'coefficients' has {coefficients.Count} values, 'center' has {center.Count}."), nameof(center));
        }

        if (times.Count != cumulativeHazard.Count)
        {
            throw new ArgumentException(Invariant($"'times' has {times.Count} values, 'cumulativeHazard' has {cumulativeHazard.Count}."), nameof(cumulativeHazard));
        }

        _coefficients = [.. coefficients];
        _center = [.. center];
        _times = [.. times];
        _hazard = [.. cumulativeHazard];
        for (var i = 0; i < _coefficients.Length; i++)
        {
            if (!double.IsFinite(_coefficients[i]) || !double.IsFinite(_center[i]))
            {
                throw new ArgumentException(Invariant($"Column {i} has coefficient {_coefficients[i]} and center {_center[i]}; both must be finite."), nameof(coefficients));
            }
        }

        for (var i = 1; i < _times.Length; i++)
        {
            if (!(_times[i] > _times[i - 1]) || !(_hazard[i] >= _hazard[i - 1]))
            {
                throw new ArgumentException(Invariant($"Times must ascend and the hazard must not fall: see index {i}."), nameof(times));
            }
        }
    }

    /// <summary>Log hazard ratio per unit of each column; higher = more risk.</summary>
    public IReadOnlyList<double> Coefficients => _coefficients;

    /// <summary>Reference value of each column: the mean of the development data.</summary>
    public IReadOnlyList<double> Center => _center;

    /// <summary>Distinct times of the development data, ascending.</summary>
    public IReadOnlyList<double> Times => _times;

    /// <summary>Cumulative hazard of a patient at <see cref="Center"/> at each of <see cref="Times"/>.</summary>
    public IReadOnlyList<double> CumulativeHazard => _hazard;

    /// <summary>Log hazard ratio of a patient against one at <see cref="Center"/>; higher = more risk.</summary>
    /// <param name="x">One finite value a column.</param>
    /// <returns>Sum of coefficient * (x - center). A value that is not finite gives NaN.</returns>
    /// <exception cref="ArgumentException">The number of values differs from the number of columns.</exception>
    public double LogRisk(ReadOnlySpan<double> x)
    {
        RequireWidth(x);
        double sum = 0;
        for (var j = 0; j < x.Length; j++)
        {
            sum += _coefficients[j] * (x[j] - _center[j]);
        }

        return sum;
    }

    /// <summary>The linear predictor without centring: sum of coefficient * x.</summary>
    /// <param name="x">One finite value a column.</param>
    /// <returns>The sum; a value that is not finite gives NaN.</returns>
    /// <exception cref="ArgumentException">The number of values differs from the number of columns.</exception>
    public double LinearPredictor(ReadOnlySpan<double> x)
    {
        RequireWidth(x);
        return TensorPrimitives.Dot(x, _coefficients);
    }

    /// <summary>Cumulative hazard of the baseline at one time: of a patient whose log-risk is 0.</summary>
    /// <param name="time">Any time; before the first event it is 0, after the last time it stays at its last value.</param>
    /// <returns>The hazard, 0 or greater.</returns>
    public double CumulativeHazardAt(double time)
    {
        var index = Array.BinarySearch(_times, time);
        index = index >= 0 ? index : ~index - 1;
        return index < 0 ? 0 : _hazard[index];
    }

    /// <summary>Probability of being free of the event at a time.</summary>
    /// <param name="logRisk">As <see cref="LogRisk"/> returns it.</param>
    /// <param name="time">
    /// Any time. Beyond the longest follow-up of the development data (the last of <see cref="Times"/>) nothing is known, and
    /// the last value is returned: check first.
    /// </param>
    /// <returns>exp(-H0(t) * exp(logRisk)), 0 to 1.</returns>
    public double SurvivalAt(double logRisk, double time)
    {
        var hazard = CumulativeHazardAt(time);
        return hazard == 0 ? 1 : Math.Exp(-hazard * Math.Exp(logRisk));
    }

    /// <summary>Probability of being free of the event at several times.</summary>
    /// <param name="x">One finite value a column.</param>
    /// <param name="times">Any times.</param>
    /// <returns>One probability a time.</returns>
    /// <exception cref="ArgumentException">The number of values differs from the number of columns.</exception>
    public double[] Survival(ReadOnlySpan<double> x, ReadOnlySpan<double> times)
    {
        var logRisk = LogRisk(x);
        var result = new double[times.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = SurvivalAt(logRisk, times[i]);
        }

        return result;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void RequireWidth(ReadOnlySpan<double> x)
    {
        if (x.Length != _coefficients.Length)
        {
            throw new ArgumentException(Invariant($"'x' has {x.Length} values, the model has {_coefficients.Length} columns."), nameof(x));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"Cox predictor of {Coefficients.Count} inputs, {Times.Count} times{(Times.Count > 0 ? $" up to {Printed.Number(Times[^1])}" : string.Empty)}");
}
