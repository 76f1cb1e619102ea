using System.Globalization;
using System.Numerics.Tensors;
using HccRisk.Core.Printing;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Explanation;

/// <summary>What a model says of patients at any times: the curve of each.</summary>
public sealed class PredictedCurves
{
    private const int MostShown = 10;

    private readonly double[][] _survival;
    private readonly double[][] _incidence;

    private PredictedCurves(double[] times, double[] scores, double[][] survival, double[][] incidence) =>
        (Times, Scores, _survival, _incidence) = (times, scores, survival, incidence);

    /// <summary>The times, in the unit of the training times and in the order asked for.</summary>
    public IReadOnlyList<double> Times { get; }

    /// <summary>The score of each patient; higher = more risk. NaN where an input is missing and the method has no rule for that.</summary>
    public IReadOnlyList<double> Scores { get; }

    /// <summary>Number of patients.</summary>
    public int Count => Scores.Count;

    /// <summary>Probability of being free of the event at each time, other causes counted as censored.</summary>
    /// <param name="patient">Row of the patient, from 0.</param>
    /// <returns>0 to 1; NaN beyond the longest follow-up in training, in an unknown stratum, or where the score is NaN.</returns>
    public IReadOnlyList<double> Survival(int patient) => _survival[patient];

    /// <summary>Probability of having had the event of the cause by each time, competing causes taken into account.</summary>
    /// <param name="patient">Row of the patient, from 0.</param>
    /// <returns>0 to 1; NaN where <see cref="Survival"/> is.</returns>
    public IReadOnlyList<double> Incidence(int patient) => _incidence[patient];

    /// <summary>The curves for a terminal: freedom from the event of the first ten patients, a line each.</summary>
    public override string ToString()
    {
        var table = new TextTable(["patient", "score", .. Times.Select(t => $"free at {t.ToString(CultureInfo.InvariantCulture)}")]);
        for (var i = 0; i < Math.Min(Count, MostShown); i++)
        {
            table.Add([(i + 1).ToString(CultureInfo.InvariantCulture), Text(Scores[i]), .. _survival[i].Select(Text)]);
        }

        return Count > MostShown ? string.Create(CultureInfo.InvariantCulture, $"{table}{Environment.NewLine}... and {Count - MostShown} more") : table.ToString();
    }

    internal static PredictedCurves Of(SurvivalFunction function, double[] x, string[]? strata, IReadOnlyList<double>? times)
    {
        var at = TimesOf(function, times);
        var width = function.InputSlots.Count;
        var rows = x.Length / width;
        var (scores, survival, incidence) = (new double[rows], new double[rows][], new double[rows][]);
        for (var i = 0; i < rows; i++)
        {
            var row = x.AsSpan(i * width, width);
            (survival[i], incidence[i]) = (new double[at.Length], new double[at.Length]);
            if (!function.ScoresMissing && TensorPrimitives.IsNaNAny<double>(row))
            {
                scores[i] = double.NaN;
                Array.Fill(survival[i], double.NaN);
                Array.Fill(incidence[i], double.NaN);
                continue;
            }

            var stratum = strata?[i];
            scores[i] = function.Score(row);
            function.Survival(row, stratum, at, survival[i]);
            function.CumulativeIncidence(row, stratum, at, incidence[i]);
        }

        return new PredictedCurves(at, scores, survival, incidence);
    }

    internal static double[] TimesOf(SurvivalFunction function, IReadOnlyList<double>? times)
    {
        double[] at = [.. times ?? function.Horizons];
        return at.Length > 0 && Array.TrueForAll(at, t => double.IsFinite(t) && t >= 0)
            ? at
            : throw new ArgumentException($"Times are [{string.Join(", ", at.Select(t => t.ToString(CultureInfo.InvariantCulture)))}]; at least one is needed, all finite and 0 or greater.", nameof(times));
    }

    internal static string Text(double value) => Printed.Share(value);
}
