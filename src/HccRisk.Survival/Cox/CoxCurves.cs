using System.Numerics.Tensors;
using HccRisk.Survival.Curves;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Cox;

/// <summary>Predicted survival with the uncertainty of both the baseline hazard and the coefficients (Tsiatis, Annals of Statistics 1981).</summary>
internal static class CoxCurves
{
    public static SurvivalPoint[][] Predict(
        CoxModel model, ReadOnlySpan<double> x, ReadOnlySpan<double> times, int stratum, double offset, ConfidenceType type, double level)
    {
        var sets = model.Sets;
        var design = model.Design;
        var width = design.Width;
        var index = model.StratumIndex(stratum);
        var predictor = model.PredictorOf(stratum);
        var moments = new CoxGroupMoments(sets, design.Values, width, design.Stride);
        var (from, to) = (sets.StratumStarts[index], sets.StratumStarts[index + 1]);
        var hazard = new double[to - from + 1];
        var variance = new double[to - from + 1];
        var moment = new double[(to - from + 1) * width];
        for (var g = from; g < to; g++)
        {
            var at = g - from;
            hazard[at + 1] = hazard[at] + sets.HazardSteps[g];
            variance[at + 1] = variance[at] + moments.VarianceSteps[g];
            TensorPrimitives.Add(moment.AsSpan(at * width, width), moments.Step(g), moment.AsSpan((at + 1) * width, width));
        }

        var z = Normal.InvCDF(0, 1, 0.5 + level / 2);
        var result = new SurvivalPoint[x.Length / width][];
        var centred = new double[width];
        var change = new double[width];
        for (var i = 0; i < result.Length; i++)
        {
            var row = x.Slice(i * width, width);
            var risk = Math.Exp(predictor.LogRisk(row) + offset);
            TensorPrimitives.Subtract(row, design.Center, centred);
            result[i] = new SurvivalPoint[times.Length];
            for (var t = 0; t < times.Length; t++)
            {
                var at = Reached(sets, from, to, times[t]);

                // Derivative of the cumulative hazard by the coefficients, over the relative risk.
                TensorPrimitives.Multiply(moment.AsSpan(at * width, width), design.Scale, change);
                for (var j = 0; j < width; j++)
                {
                    change[j] = (hazard[at] * centred[j]) - change[j];
                }

                var error = risk * Math.Sqrt(Math.Max(0, variance[at] + Quadratic(model.BestCovariance!, change)));
                var survival = Math.Exp(-hazard[at] * risk);
                var (lower, upper) = SurvivalInterval.Of(survival, error, z, type);
                result[i][t] = new SurvivalPoint(times[t], AtRisk(sets, from, to, times[t]), survival, survival * error, lower, upper);
            }
        }

        return result;
    }

    /// <summary>Number of distinct times of the stratum up to and with a time.</summary>
    private static int Reached(CoxRiskSets sets, int from, int to, double time)
    {
        if (!(time <= sets.Times[to - 1]))
        {
            throw new ArgumentOutOfRangeException(
                nameof(time), time, FormattableString.Invariant($"Nobody was followed to {time}: the longest follow-up is {sets.Times[to - 1]}."));
        }

        var at = Array.BinarySearch(sets.Times, from, to - from, time);
        return (at >= 0 ? at + 1 : ~at) - from;
    }

    private static double AtRisk(CoxRiskSets sets, int from, int to, double time)
    {
        double sum = 0;
        for (var g = to - 1; g >= from && sets.Times[g] >= time; g--)
        {
            for (var i = sets.Starts[g]; i < sets.Starts[g + 1]; i++)
            {
                sum += sets.Entries is not null && sets.Entries[i] >= time ? 0 : sets.Weights is null ? 1 : sets.Weights[i];
            }
        }

        return sum;
    }

    private static double Quadratic(double[] matrix, double[] vector)
    {
        double sum = 0;
        for (var j = 0; j < vector.Length; j++)
        {
            sum += vector[j] * TensorPrimitives.Dot<double>(matrix.AsSpan(j * vector.Length, vector.Length), vector);
        }

        return sum;
    }
}
