using HccRisk.Core.Learning;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Discrimination;
using Microsoft.ML;

namespace HccRisk.Survival.Explanation;

/// <summary>The measures that importance is told in: Uno's C, AUC and Brier score at horizons, of any predictions on the same rows.</summary>
internal sealed class HeldOutMeasures
{
    private static readonly ConcordanceOptions WithoutError = new() { StandardError = false };
    private readonly SurvivalOutcome _outcome;
    private readonly ImportanceOptions _options;
    private readonly TimeDependentAucOptions _auc;
    private readonly BrierOptions _brier;
    private List<double> _risky = [];

    public HeldOutMeasures(SurvivalOutcome outcome, ImportanceOptions options)
    {
        (_outcome, _options) = (outcome, options);
        _auc = new TimeDependentAucOptions { Cause = Math.Max(1, options.Cause) };
        _brier = new BrierOptions { Cause = Math.Max(1, options.Cause) };
        Kinds = KindsOf();
    }

    /// <summary>The measures, in order.</summary>
    public IReadOnlyList<(string Metric, double? Time)> Kinds { get; private set; }

    /// <summary>What a model says of data.</summary>
    /// <exception cref="InvalidOperationException">A score is not finite; the message names the row.</exception>
    public HeldOutPredictions Predict(ITransformer model, IDataView data)
    {
        var output = model.Transform(data);
        var scores = DataViewReader.ReadNumbers(output, _options.ScoreColumn);
        var at = Array.FindIndex(scores, s => !double.IsFinite(s));
        return at < 0
            ? new HeldOutPredictions(scores, RiskColumns.Read(output, _options.RiskColumn, _options.Horizons))
            : throw new InvalidOperationException(FormattableString.Invariant(
                $"Column '{_options.ScoreColumn}' is {scores[at]} in row {at}: importance needs a finite score of every row; impute in the pipeline, or leave the row out."));
    }

    /// <summary>Keeps the Brier scores of horizons at which the model has a risk for every row.</summary>
    public void KeepKnown(HeldOutPredictions predictions)
    {
        _risky = [.. predictions.Risks.Where(r => !r.Risk.Any(double.IsNaN)).Select(r => r.Time)];
        Kinds = KindsOf();
    }

    /// <summary>The measures on some rows.</summary>
    public double[] Of(HeldOutPredictions predictions, int[] rows) => On(rows).Of(predictions);

    /// <summary>Some rows, for several predictions.</summary>
    public Sample On(int[] rows) => new(this, rows);

    /// <summary>How much worse measures are: fall of concordance and AUC, rise of Brier scores.</summary>
    public double[] Losses(double[] own, double[] permuted) =>
        [.. own.Select((value, m) => Kinds[m].Metric == "Brier" ? permuted[m] - value : value - permuted[m])];

    private (string, double?)[] KindsOf() =>
    [
        ("Uno C", null),
        .. _options.Horizons.Select(h => ("AUC", (double?)h)),
        .. _risky.Select(h => ("Brier", (double?)h)),
    ];

    /// <summary>Rows, drawn once and used for several predictions.</summary>
    public sealed class Sample
    {
        private readonly HeldOutMeasures _measures;
        private readonly int[] _rows;
        private readonly SurvivalOutcome _specific;
        private readonly SurvivalOutcome _followUp;

        public Sample(HeldOutMeasures measures, int[] rows)
        {
            (_measures, _rows) = (measures, rows);
            var outcome = measures._outcome.Select(rows);
            _specific = measures._options.Cause == 0 ? outcome.WithAnyCause() : outcome.WithCause(measures._options.Cause);
            _followUp = measures._options.Cause == 0 ? _specific : outcome;

            // Made once, before threads ask for it.
            _ = _specific.Order;
            _ = _followUp.Order;
        }

        /// <summary>One value a measure; NaN where it is not estimable.</summary>
        public double[] Of(HeldOutPredictions predictions)
        {
            var score = Array.ConvertAll(_rows, i => predictions.Scores[i]);
            var values = new List<double> { Concordance.Uno(_specific, score, options: WithoutError).Estimate.Value ?? double.NaN };
            values.AddRange(TimeDependentAuc.CumulativeDynamic(_followUp, score, [.. _measures._options.Horizons], _measures._auc).Select(a => a.Auc.Value ?? double.NaN));
            foreach (var time in _measures._risky)
            {
                var all = predictions.Risks.First(r => r.Time == time).Risk;
                values.Add(BrierScore.At(_followUp, Array.ConvertAll(_rows, i => all[i]), time, _measures._brier).Brier.Value ?? double.NaN);
            }

            return [.. values];
        }
    }
}
