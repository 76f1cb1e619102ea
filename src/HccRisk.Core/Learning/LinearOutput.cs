using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace HccRisk.Core.Learning;

/// <summary>Hears of the linear output of a function, and of nothing else.</summary>
internal sealed class LinearOutput : INativeCarriers
{
    private (IReadOnlyList<double> Weights, IReadOnlyList<double> Centre)? _heard;

    private LinearOutput()
    {
    }

    /// <summary>A function's linear output as a predictor over a column; null when it has none.</summary>
    public static RegressionPredictionTransformer<LinearRegressionModelParameters>? Of(LearnedFunction function, string features)
    {
        var output = new LinearOutput();
        function.Lower(output);
        return output._heard is var (weights, centre) ? NativeCarriers.MakePredictor(weights, centre, features) : null;
    }

    /// <inheritdoc/>
    public void Linear(int output, IReadOnlyList<double> weights, IReadOnlyList<double> centre) => _heard ??= (weights, centre);

    /// <inheritdoc/>
    public void Select(int output, IReadOnlyList<int> slots)
    {
    }

    /// <inheritdoc/>
    public void Replace(int output, IReadOnlyList<double> values)
    {
    }

    /// <inheritdoc/>
    public void Indicate(int output)
    {
    }

    /// <inheritdoc/>
    public void Scale(int output, IReadOnlyList<double> offset, IReadOnlyList<double> scale)
    {
    }

    /// <inheritdoc/>
    public void Survival(int output, int score, IReadOnlyList<double> hazards)
    {
    }

    /// <inheritdoc/>
    public void SurvivalSums(
        int output, int score, IReadOnlyList<double> hazards, IReadOnlyList<IReadOnlyList<double>?> weights, IReadOnlyList<double> constants)
    {
    }
}
