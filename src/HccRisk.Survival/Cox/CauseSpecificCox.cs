using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Data;
using HccRisk.Survival.FineGray;

namespace HccRisk.Survival.Cox;

/// <summary>
/// One Cox model for each competing cause, the other causes counting as censored (Prentice and others, Biometrics 1978), and the
/// cumulative incidence they imply together (Benichou and Gail, Biometrics 1990).
/// </summary>
/// <remarks>
/// A coefficient speaks of the rate among those still event-free, not of the incidence: for that see <see cref="FineGrayModel"/>.
/// </remarks>
[TypeFormatterSource(typeof(CauseSpecificCoxFormatter))]
public sealed class CauseSpecificCox
{
    private CauseSpecificCox(IReadOnlyList<int> causes, CoxModel[] models)
    {
        Causes = causes;
        Models = models;
    }

    /// <summary>The causes that occur, ascending.</summary>
    public IReadOnlyList<int> Causes { get; }

    /// <summary>The model of each of <see cref="Causes"/>.</summary>
    public IReadOnlyList<CoxModel> Models { get; }

    /// <summary>Fits a model of every cause that occurs, all with the same columns.</summary>
    /// <param name="x">Covariates, row-major: <c>outcome.Count</c> rows of <paramref name="columns"/> finite values.</param>
    /// <param name="columns">Number of columns, 1 or more.</param>
    /// <param name="outcome">Follow-up with the causes as codes.</param>
    /// <param name="options">How to fit; null for the defaults.</param>
    /// <param name="columnNames">Names used in messages and results; null gives x0, x1, ...</param>
    /// <param name="cancellationToken">Stops between Newton steps.</param>
    /// <returns>The models, each converged or not.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or an option is out of range.</exception>
    /// <exception cref="NoEventsException">Everybody is censored.</exception>
    public static CauseSpecificCox Fit(
        ReadOnlySpan<double> x,
        int columns,
        SurvivalOutcome outcome,
        CoxOptions? options = null,
        IReadOnlyList<string>? columnNames = null,
        CancellationToken cancellationToken = default) =>
        Fit(x, columns, outcome, new CoxRows(), options, columnNames, cancellationToken);

    /// <summary>Fits a model of every cause that occurs, all with the same columns and the same strata, each stratum with its own baselines.</summary>
    /// <param name="x">Covariates, row-major: <c>outcome.Count</c> rows of <paramref name="columns"/> finite values.</param>
    /// <param name="columns">Number of columns, 1 or more.</param>
    /// <param name="outcome">Follow-up with the causes as codes; entry times and weights are used.</param>
    /// <param name="rows">Stratum, cluster and offset of each row.</param>
    /// <param name="options">How to fit; null for the defaults.</param>
    /// <param name="columnNames">Names used in messages and results; null gives x0, x1, ...</param>
    /// <param name="cancellationToken">Stops between Newton steps.</param>
    /// <returns>The models, each converged or not.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or an option is out of range.</exception>
    /// <exception cref="NoEventsException">Everybody is censored.</exception>
    public static CauseSpecificCox Fit(
        ReadOnlySpan<double> x,
        int columns,
        SurvivalOutcome outcome,
        CoxRows rows,
        CoxOptions? options = null,
        IReadOnlyList<string>? columnNames = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(rows);
        CovariateShape.Check(x, columns, outcome, columnNames, "A Cox model");
        var models = new CoxModel[outcome.Causes.Count];
        for (var k = 0; k < models.Length; k++)
        {
            models[k] = CoxModel.Fit(x, columns, outcome.WithCause(outcome.Causes[k]), rows, options, columnNames, cancellationToken);
        }

        return new CauseSpecificCox(outcome.Causes, models);
    }

    /// <summary>Probability that a patient has had an event of a cause by some times, the other causes taking their part.</summary>
    /// <param name="x">One finite value a column.</param>
    /// <param name="times">Times, not beyond the longest follow-up.</param>
    /// <param name="cause">One of <see cref="Causes"/>.</param>
    /// <param name="productLimit">
    /// Whether freedom from every event is the product of one less the summed hazard steps (with no effects and Breslow ties:
    /// Aalen-Johansen), or the exponential of minus their sum. Default true.
    /// </param>
    /// <param name="stratum">One of the strata of the models; null when there is only one.</param>
    /// <param name="offset">Added to the log-risk of every cause.</param>
    /// <returns>One probability a time.</returns>
    /// <exception cref="ArgumentException">The cause does not occur, or the number of values differs from the number of columns.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Nobody was followed to a time.</exception>
    public double[] CumulativeIncidence(ReadOnlySpan<double> x, ReadOnlySpan<double> times, int cause, bool productLimit = true, int? stratum = null, double offset = 0)
    {
        var of = Causes.ToList().IndexOf(cause);
        if (of < 0)
        {
            throw new ArgumentException(FormattableString.Invariant($"Cause {cause} does not occur; the causes are {string.Join(", ", Causes)}."), nameof(cause));
        }

        var risks = new double[Models.Count];
        var predictors = new CoxPredictor[Models.Count];
        for (var k = 0; k < risks.Length; k++)
        {
            predictors[k] = stratum is { } s ? Models[k].PredictorOf(s) : Models[k].Predictor;
            risks[k] = Math.Exp(predictors[k].LogRisk(x) + offset);
        }

        double[] known = [.. predictors[0].Times];
        var incidence = CauseSpecificIncidence.Curve([.. predictors.Select(p => p.CumulativeHazard)], risks, of, productLimit);
        var result = new double[times.Length];
        for (var t = 0; t < result.Length; t++)
        {
            if (!(times[t] <= known[^1]))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(times), times[t], FormattableString.Invariant($"Nobody was followed to {times[t]}: the longest follow-up is {known[^1]}."));
            }

            var at = Array.BinarySearch(known, times[t]);
            at = at >= 0 ? at : ~at - 1;
            result[t] = at < 0 ? 0 : incidence[at];
        }

        return result;
    }

    /// <inheritdoc/>
    public override string ToString() => Printed.Lines(Causes.Zip(Models, (cause, model) => FormattableString.Invariant($"cause {cause}: {model}")));
}
