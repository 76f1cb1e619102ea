using System.Numerics.Tensors;
using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Cox;

/// <summary>The baselines of a fit as a function stores them.</summary>
internal static class LinearBaselines
{
    /// <summary>Coefficients with the baseline hazard that the rows have under them, one of each stratum.</summary>
    public static CoxPredictor[] Predictors(SurvivalTrainingSet data, TieHandling ties, double[] coefficients) => Predictors(data, ties, coefficients, data.Outcome);

    /// <summary>The same of another cause than that of interest.</summary>
    public static CoxPredictor[] Predictors(SurvivalTrainingSet data, TieHandling ties, double[] coefficients, SurvivalOutcome outcome)
    {
        var center = new double[data.Columns];
        var x = data.Features.Span;
        for (var i = 0; i < data.Rows; i++)
        {
            TensorPrimitives.MultiplyAdd(x.Slice(i * data.Columns, data.Columns), 1.0 / data.Rows, center, center);
        }

        var sets = new CoxRiskSets(outcome, ties, data.Strata?.Codes);
        var eta = new double[data.Rows];
        for (var i = 0; i < eta.Length; i++)
        {
            for (var j = 0; j < center.Length; j++)
            {
                eta[i] += coefficients[j] * (x[(sets.Order[i] * data.Columns) + j] - center[j]);
            }
        }

        sets.Evaluate(eta);
        return [.. Enumerable.Range(0, sets.Strata.Length).Select(s =>
        {
            var groups = sets.StratumStarts[s]..sets.StratumStarts[s + 1];
            var hazard = sets.HazardSteps[groups];
            for (var g = 1; g < hazard.Length; g++)
            {
                hazard[g] += hazard[g - 1];
            }

            return new CoxPredictor(coefficients, center, sets.Times[groups], hazard);
        })];
    }

    /// <summary>Each stratum with its own baseline and competing hazard; none without strata.</summary>
    public static CoxStratum[] Strata(SurvivalTrainingSet data, int cause, IReadOnlyList<CoxPredictor> predictors) => data.Strata is not { } strata
        ? []
        : [.. strata.Names.Select((name, code) =>
        {
            var predictor = predictors[code];
            int[] own = [.. Enumerable.Range(0, data.Rows).Where(row => strata.Codes[row] == code)];
            return new CoxStratum
            {
                Name = name,
                Predictor = predictor,
                CompetingHazard = CompetingHazards.Before(data.AllCauses.Select(own), cause, predictor.Times),
            };
        })];

    /// <summary>Average hazard of the competing causes at the times of the first predictor.</summary>
    public static IReadOnlyList<double> Competing(SurvivalTrainingSet data, int cause, CoxStratum[] strata, CoxPredictor first) =>
        strata.Length > 0 ? strata[0].CompetingHazard : CompetingHazards.Before(data.AllCauses, cause, first.Times);

    /// <summary>What to say of strata without events.</summary>
    public static IEnumerable<string> Warnings(CoxStratum[] strata) =>
        strata.Where(s => !(s.Predictor.CumulativeHazardAt(s.LastTime) > 0)).Select(s => $"Stratum '{s.Name}' has no event: its survival stays at 1.");
}
