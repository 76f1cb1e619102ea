using HccRisk.Survival.Cox;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Validation;

/// <summary>Tests whether a model does as well in one level as in another.</summary>
internal static class InteractionJudge
{
    public static IReadOnlyList<InteractionTest> Of(ValidationPlan plan, IReadOnlyList<GroupValidation> groups, int[][] rows)
    {
        var tests = new List<InteractionTest>();
        foreach (var (prediction, m) in plan.Patients.Predictions.Select((p, m) => (p, m)))
        {
            foreach (var measure in PooledMeasure.All)
            {
                if (measure.Of(groups[0].Models[m]) is not null)
                {
                    tests.Add(Cochran(prediction.Name, measure, [.. groups.Select(g => g.Models[m])]));
                }
            }

            tests.Add(Effect(plan, prediction, rows));
        }

        return tests;
    }

    private static InteractionTest Cochran(string model, PooledMeasure measure, GroupPerformance[] levels)
    {
        var points = measure.Points(levels);
        return points.Count < 2
            ? new InteractionTest(model, measure.Name, null, FormattableString.Invariant($"{points.Count} of {levels.Length} levels have an estimate with a standard error"))
            : new InteractionTest(model, measure.Name, RandomEffects.Cochran(points));
    }

    /// <summary>Levels as strata would hide their own baseline: they enter as columns, once with one coefficient of the marker and once with one each.</summary>
    private static InteractionTest Effect(ValidationPlan plan, AnalysedPrediction prediction, int[][] rows)
    {
        int[][] levels = [.. rows.Where(r => r.Any(i => plan.Patients.Specific.EventArray[i] != 0))];
        if (levels.Length < 2)
        {
            return new InteractionTest(prediction.Name, "effect", null, "fewer than two levels have events");
        }

        var (_, marker) = prediction.Marker(plan.Horizons.Main);
        int[] chosen = [.. levels.SelectMany(l => l)];
        var outcome = plan.Patients.Specific.Select(chosen);
        var shared = levels.Length;
        var width = (2 * levels.Length) - 1;
        var (small, large) = (new double[chosen.Length * shared], new double[chosen.Length * width]);
        var center = chosen.Average(i => marker[i]);
        for (int level = 0, k = 0; level < levels.Length; level++)
        {
            foreach (var i in levels[level])
            {
                small[k * shared] = large[k * width] = marker[i] - center;
                if (level > 0)
                {
                    small[(k * shared) + level] = large[(k * width) + level] = 1;
                    large[(k * width) + shared + level - 1] = marker[i] - center;
                }

                k++;
            }
        }

        var (one, each) = (CoxModel.Fit(small, shared, outcome), CoxModel.Fit(large, width, outcome));
        return one.Converged && each.Converged
            ? new InteractionTest(prediction.Name, "effect", new ChiSquareTest(Math.Max(0, 2 * (each.LogLikelihood - one.LogLikelihood)), levels.Length - 1))
            : new InteractionTest(prediction.Name, "effect", null, string.Join(" ", each.Warnings.Concat(one.Warnings).Distinct()));
    }
}
