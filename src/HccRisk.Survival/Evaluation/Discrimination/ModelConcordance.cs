using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>Concordance of whole models: of a proportional hazards model's linear predictor, and of survival curves that cross.</summary>
public static class ModelConcordance
{
    /// <summary>
    /// Gonen and Heller's concordance probability (Biometrika 2005): what a proportional hazards model says about the chance that the
    /// patient with the higher risk has the event first. No follow-up enters, so censoring cannot bias it; a wrong model can.
    /// </summary>
    /// <param name="linearPredictor">Log hazard ratio of each patient, finite, at least two patients; pairs with equal values count one half.</param>
    /// <returns>The probability, 0.5 to 1; no standard error (bootstrap the fit for one). Memory O(n), work O(distinct values squared).</returns>
    /// <exception cref="ArgumentException">A value is not finite (named by its index).</exception>
    public static MetricEstimate GonenHeller(ReadOnlySpan<double> linearPredictor)
    {
        const string Method = "Gonen-Heller concordance probability";
        for (var i = 0; i < linearPredictor.Length; i++)
        {
            if (!double.IsFinite(linearPredictor[i]))
            {
                throw new ArgumentException(FormattableString.Invariant($"'linearPredictor' is {linearPredictor[i]} at index {i}: it must be finite."), nameof(linearPredictor));
            }
        }

        if (linearPredictor.Length < 2)
        {
            return MetricEstimate.None(Method, FormattableString.Invariant($"{linearPredictor.Length} patients make no pair"), 0.95);
        }

        var sorted = linearPredictor.ToArray();
        Array.Sort(sorted);
        if (sorted[0] == sorted[^1])
        {
            return MetricEstimate.None(Method, FormattableString.Invariant($"all patients have the same linear predictor {sorted[0]}"), 0.95);
        }

        var values = new List<double>();
        var counts = new List<double>();
        foreach (var value in sorted)
        {
            if (values.Count > 0 && values[^1] == value)
            {
                counts[^1]++;
            }
            else
            {
                values.Add(value);
                counts.Add(1);
            }
        }

        double sum = 0;
        for (var i = 0; i < values.Count; i++)
        {
            sum += 0.5 * counts[i] * (counts[i] - 1) / 2;
            double row = 0;
            for (var j = 0; j < i; j++)
            {
                row += counts[j] / (1 + Math.Exp(values[j] - values[i]));
            }

            sum += counts[i] * row;
        }

        return MetricEstimate.Of(Method, sum / (0.5 * sorted.Length * (sorted.Length - 1.0)), null, 0.95, 0, 1);
    }

    /// <summary>
    /// Antolini's time-dependent concordance (Stat Med 2005) of predicted risk curves, which may cross: at the time of each event, has the
    /// patient with the event a higher predicted risk by then than each of those who outlive it? With proportional hazards it is Harrell's C.
    /// </summary>
    /// <param name="outcome">Follow-up; every positive code is the event.</param>
    /// <param name="risks">Predicted probabilities of the event, row-major: a row a patient, a column a time.</param>
    /// <param name="times">Times of the columns, strictly ascending; between two times the curve stays at the earlier one.</param>
    /// <param name="level">Level of the confidence interval, between 0 and 1.</param>
    /// <returns>
    /// The concordance with the infinitesimal jackknife standard error, or the reason why there is none. Events before the first time do not
    /// count. Work O(events * n), memory O(n).
    /// </returns>
    /// <exception cref="ArgumentException">Lengths differ, times do not ascend, or a risk is not finite.</exception>
    public static MetricEstimate Antolini(SurvivalOutcome outcome, ReadOnlySpan<double> risks, ReadOnlySpan<double> times, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        outcome.RequirePlain("Antolini's concordance");
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        PredictionChecks.RequireGrid(outcome, risks, times);
        const string Method = "Antolini C (time-dependent)";
        var n = outcome.Count;
        var width = times.Length;
        var order = outcome.Order;
        var sorted = outcome.SortedTimes;
        var events = outcome.EventArray;
        var concordance = new double[n];
        var pairs = new double[n];
        double agreement = 0, total = 0;
        var differ = false;
        for (var k = 0; k < n; k++)
        {
            var i = order[k];
            var column = times.BinarySearch(sorted[k]);
            column = column >= 0 ? column : ~column - 1;
            if (events[i] == 0 || column < 0)
            {
                continue;
            }

            // As Harrell's C: that no comparable pair differs is one half, that nobody differs tells nothing.
            for (var j = 0; j < n && !differ; j++)
            {
                differ = risks[j * width + column] != risks[i * width + column];
            }

            for (var l = k + 1; l < n; l++)
            {
                var j = order[l];
                if (sorted[l] == sorted[k] && events[j] != 0)
                {
                    continue;
                }

                var value = Math.Sign(risks[i * width + column] - risks[j * width + column]);
                agreement += value;
                total++;
                concordance[i] += value;
                concordance[j] += value;
                pairs[i]++;
                pairs[j]++;
            }
        }

        if (total == 0)
        {
            return MetricEstimate.None(Method, "there is no pair of patients of whom it is known who had the event first", level);
        }

        if (!differ)
        {
            return MetricEstimate.None(Method, "all patients have the same predicted risk", level);
        }

        // On the scale from -1 to 1, so halved in the end.
        var difference = agreement / total;
        double squares = 0;
        for (var i = 0; i < n; i++)
        {
            var each = (concordance[i] - difference * pairs[i]) / total;
            squares += each * each;
        }

        return MetricEstimate.Of(Method, (difference + 1) / 2, squares > 0 ? Math.Sqrt(squares) / 2 : null, level, 0, 1);
    }
}
