using System.Numerics.Tensors;

namespace HccRisk.Survival.Cox;

/// <summary>Score residuals: what each row adds to the gradient, had its weight been 1.</summary>
internal static class CoxScore
{
    /// <summary>One row of <paramref name="width"/> values each, in the order of the risk sets, per unit of <paramref name="x"/>.</summary>
    public static double[] Residuals(CoxRiskSets sets, double[] x, int width, int stride)
    {
        var moments = new CoxGroupMoments(sets, x, width, stride);
        var result = new double[sets.Order.Length * width];
        var hazardBefore = new double[sets.Deaths.Length];
        var momentBefore = new double[sets.Deaths.Length * width];
        var moment = new double[width];
        var total = new double[width];
        for (var s = 0; s < sets.Strata.Length; s++)
        {
            double hazard = 0;
            Array.Clear(moment);
            for (var g = sets.StratumStarts[s]; g < sets.StratumStarts[s + 1]; g++)
            {
                hazardBefore[g] = hazard;
                moment.CopyTo(momentBefore, g * width);
                var alive = sets.Starts[g] + sets.Deaths[g];
                TensorPrimitives.Add(moment, moments.StepOfDeaths(g), total);
                for (var i = sets.Starts[g]; i < alive; i++)
                {
                    var target = result.AsSpan(i * width, width);
                    Add(target, x.AsSpan(i * stride, width), total, hazard + sets.HazardStepsOfDeaths[g], -Relative(sets, i));
                    TensorPrimitives.Add(target, x.AsSpan(i * stride, width), target);
                    TensorPrimitives.Subtract(target, moments.Mean(g), target);
                }

                hazard += sets.HazardSteps[g];
                TensorPrimitives.Add(moment, moments.Step(g), moment);
                for (var i = alive; i < sets.Starts[g + 1]; i++)
                {
                    Add(result.AsSpan(i * width, width), x.AsSpan(i * stride, width), moment, hazard, -Relative(sets, i));
                }
            }
        }

        if (sets.EntryGroups is { } entry)
        {
            for (var i = 0; i < sets.Order.Length; i++)
            {
                Add(
                    result.AsSpan(i * width, width), x.AsSpan(i * stride, width), momentBefore.AsSpan(entry[i] * width, width),
                    hazardBefore[entry[i]], Relative(sets, i));
            }
        }

        return result;
    }

    /// <summary>exp(linear predictor) without the case weight.</summary>
    public static double Relative(CoxRiskSets sets, int row) => sets.Weights is null ? sets.Risk[row] : sets.Risk[row] / sets.Weights[row];

    /// <summary>target += factor * (hazard * x - moment).</summary>
    private static void Add(Span<double> target, ReadOnlySpan<double> x, ReadOnlySpan<double> moment, double hazard, double factor)
    {
        TensorPrimitives.MultiplyAdd(x, factor * hazard, target, target);
        TensorPrimitives.MultiplyAdd(moment, -factor, target, target);
    }
}
