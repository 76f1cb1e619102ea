using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Competing;

/// <summary>Learns the baseline hazard under a score, which is the first feature, and from the other features the hazard of each competing cause.</summary>
/// <param name="context">The context in use.</param>
/// <param name="options">Columns and options.</param>
/// <param name="fit">The model whose score it is; null for one that is no survival function.</param>
internal sealed class CompetingBaseline(MLContext context, CompetingTrainerOptions options, SurvivalFunction? fit)
    : SurvivalTrainer<CompetingFunction, CompetingTrainerOptions>(context, options)
{
    protected override CompetingFunction Train(SurvivalTrainingSet data, Action<string> log)
    {
        var coefficients = new double[data.Columns];
        coefficients[0] = 1;
        var own = AtZero(LinearBaselines.Predictors(data, Options.Ties, coefficients)[0]);
        var (others, warnings, converged) = (new List<CauseHazard>(), (fit?.Warnings ?? []).ToList(), fit?.Converged ?? true);
        foreach (var cause in data.AllCauses.Causes.Where(c => c != Options.Cause))
        {
            Options.CancellationToken.ThrowIfCancellationRequested();
            var outcome = data.AllCauses.WithCause(cause);
            var events = outcome.EventCount();
            var features = data.Columns - 1;
            if (events < Options.MinEvents || features == 0)
            {
                var average = LinearBaselines.Predictors(data, Options.Ties, new double[data.Columns], outcome)[0];
                others.Add(new CauseHazard { Cause = cause, Predictor = average, StandardErrors = [.. Enumerable.Repeat(double.NaN, data.Columns)] });
                continue;
            }

            var model = CoxModel.Fit(
                Features(data), features, outcome, new CoxOptions { Ties = Options.Ties, Ridge = Options.RidgePerEvent * events }, [.. data.Slots.Skip(1)], Options.CancellationToken);
            log(FormattableString.Invariant($"Cause {cause}: {events} events, log-likelihood {model.LogLikelihood:0.###} after {model.Iterations} iterations"));
            others.Add(new CauseHazard { Cause = cause, Predictor = Wider(model.Predictor), StandardErrors = [double.NaN, .. model.StandardErrors] });
            warnings.AddRange(model.Warnings.Select(w => FormattableString.Invariant($"Cause {cause}: {w}")));
            converged &= model.Converged;
        }

        return new CompetingFunction
        {
            OwnMethod = fit?.Method ?? "a score",
            InputSlots = data.Slots,
            Cause = Options.Cause,
            Predictor = own,
            Others = others,
            CompetingHazard = CompetingHazards.Before(data.AllCauses, Options.Cause, own.Times),
            Horizons = Options.Horizons,
            InputDeviations = data.Deviations(),
            Patients = data.Rows,
            Events = data.Outcome.EventCount(),
            Converged = converged,
            Warnings = warnings,
        };
    }

    private static double[] Features(SurvivalTrainingSet data)
    {
        var features = new double[data.Rows * (data.Columns - 1)];
        for (var i = 0; i < data.Rows; i++)
        {
            data.Features.Span.Slice((i * data.Columns) + 1, data.Columns - 1).CopyTo(features.AsSpan(i * (data.Columns - 1)));
        }

        return features;
    }

    /// <summary>The same hazard, of a row whose score is 0: the score stays what the fit wrote.</summary>
    private static CoxPredictor AtZero(CoxPredictor predictor)
    {
        var factor = Math.Exp(-predictor.Center[0]);
        return new CoxPredictor(predictor.Coefficients, new double[predictor.Center.Count], predictor.Times, [.. predictor.CumulativeHazard.Select(h => h * factor)]);
    }

    /// <summary>The same model with the score before its columns, which it does not read.</summary>
    private static CoxPredictor Wider(CoxPredictor predictor) =>
        new([0, .. predictor.Coefficients], [0, .. predictor.Center], predictor.Times, predictor.CumulativeHazard);
}
