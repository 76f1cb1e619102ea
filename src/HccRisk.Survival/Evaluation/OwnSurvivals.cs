using HccRisk.Core.Learning;
using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Evaluation;

/// <summary>Asks a model for the survival of each row at its own time, which D- and A-calibration are judged by.</summary>
public static class OwnSurvivals
{
    /// <summary>Survival of rows that a model has scored.</summary>
    /// <param name="model">The fitted pipeline.</param>
    /// <param name="output">What its <c>Transform</c> returned.</param>
    /// <param name="outcome">Follow-up of the rows.</param>
    /// <param name="scoreColumn">The score that is judged.</param>
    /// <param name="cause">Cause of interest; 0 for any.</param>
    /// <returns>One value a row; empty where the model is no survival model for the cause.</returns>
    public static IReadOnlyList<OwnSurvival> Read(ITransformer model, IDataView output, SurvivalOutcome outcome, string scoreColumn, int cause)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(outcome);
        ModelStep[] steps = [.. LearnedModel.Steps(model).Where(s => s.Function is SurvivalFunction && s.Columns!.Outputs[0] == scoreColumn)];
        if (steps is not [.., { Function: SurvivalFunction function, Columns: { } columns }] || function.Cause != cause)
        {
            return [];
        }

        var (x, rows, width) = DataViewReader.ReadMatrix(output, columns.Input);
        var groups = columns.Group is { } group ? DataViewReader.ReadTexts(output, group) : null;
        double[] times = [.. outcome.Times.ToArray().Distinct().Order()];
        var curve = new double[times.Length];
        var result = new OwnSurvival[rows];
        for (var i = 0; i < rows; i++)
        {
            var row = x.AsSpan(i * width, width);
            var stratum = groups?[i] ?? string.Empty;
            var time = outcome.TimeArray[i];
            function.Survival(row, stratum, [time], curve.AsSpan(0, 1));
            result[i] = new OwnSurvival(time, curve[0]);
            if (double.IsNaN(curve[0]))
            {
                function.Survival(row, stratum, times, curve);
                var last = Array.FindLastIndex(curve, s => !double.IsNaN(s));
                result[i] = last < 0 ? result[i] : new OwnSurvival(times[last], curve[last]);
            }
        }

        return result;
    }
}
