using System.Text.Json.Serialization;

namespace HccRisk.Features.Imputation;

/// <summary>How one slot follows from others: a straight line in them.</summary>
public sealed record SlotEquation
{
    /// <summary>Slots that it follows from.</summary>
    public required int[] Predictors { get; init; }

    /// <summary>Their coefficients, a unit of the slot for a unit of the predictor; of an imputation at random a draw of them.</summary>
    public required double[] Coefficients { get; init; }

    /// <summary>What is added.</summary>
    public required double Intercept { get; init; }

    /// <summary>Lowest value in training: nothing below is put.</summary>
    public required double Low { get; init; }

    /// <summary>Highest value in training: nothing above is put.</summary>
    public required double High { get; init; }

    /// <summary>Predictions of the training rows that have a value, ascending; empty unless values are drawn at random.</summary>
    public required double[] DonorPredictions { get; init; }

    /// <summary>Their values, in that order.</summary>
    public required double[] DonorValues { get; init; }

    /// <summary>Whether values are drawn.</summary>
    [JsonIgnore]
    internal bool Draws => DonorValues.Length > 0;

    /// <summary>The expectation, not yet held between the lowest and the highest value.</summary>
    internal double Predict(ReadOnlySpan<double> row)
    {
        var sum = Intercept;
        for (var k = 0; k < Predictors.Length; k++)
        {
            sum += Coefficients[k] * row[Predictors[k]];
        }

        return sum;
    }

    /// <summary>A value for a prediction: itself within the limits, or that of a donor whose prediction is among the nearest.</summary>
    internal double Put(double prediction, int donors, ref ImputationRandom random)
    {
        if (double.IsNaN(prediction))
        {
            prediction = (Low + High) / 2;
        }

        return Draws
            ? DonorValues[Donor(prediction, Math.Min(donors, DonorValues.Length), random.Uniform())] : Math.Clamp(prediction, Low, High);
    }

    private int Donor(double prediction, int count, double uniform)
    {
        // Those of the same prediction are alike: any of them may give, however many.
        var (first, end) = (Bound(prediction, above: false), Bound(prediction, above: true));
        while (end - first < count)
        {
            var lower = first > 0 ? prediction - DonorPredictions[first - 1] : double.PositiveInfinity;
            var upper = end < DonorPredictions.Length ? DonorPredictions[end] - prediction : double.PositiveInfinity;
            if (lower <= upper)
            {
                first--;
            }
            else
            {
                end++;
            }
        }

        return first + (int)(uniform * (end - first));
    }

    /// <summary>Number of predictions below a value, or not above it.</summary>
    private int Bound(double value, bool above)
    {
        var (low, high) = (0, DonorPredictions.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (DonorPredictions[middle] < value || (above && DonorPredictions[middle] == value))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
