using HccRisk.Survival.Data;

namespace HccRisk.Mil.Losses;

/// <summary>
/// Minus the likelihood of discrete times: an output a bin, h = sigmoid(output) being the hazard in it. An event in bin y costs
/// -log h(y) and -log(1 - h) of the bins before; who is censored in y costs -log(1 - h) of the bins up to it.
/// </summary>
internal sealed class DiscreteLoss : BagLoss
{
    private readonly int[] _bins;
    private readonly bool[] _had;
    private readonly double _censoredWeight;

    /// <summary>Sorts the patients into bins.</summary>
    /// <param name="outcome">Follow-up, any code above 0 being the event.</param>
    /// <param name="edges">Between the bins, ascending.</param>
    /// <param name="censoredWeight">Weight of who is censored, 0 to 1.</param>
    public DiscreteLoss(SurvivalOutcome outcome, double[] edges, double censoredWeight)
    {
        Outputs = edges.Length + 1;
        Events = outcome.EventCount();
        _bins = Array.ConvertAll(outcome.Times.ToArray(), t => BinOf(edges, t));
        _had = Array.ConvertAll(outcome.Events.ToArray(), code => code != 0);
        _censoredWeight = censoredWeight;
    }

    /// <inheritdoc/>
    public override int Outputs { get; }

    /// <inheritdoc/>
    public override int Events { get; }

    /// <summary>
    /// Quantiles of the event times as edges between bins, every bin with an event; fewer where event times are tied.
    /// </summary>
    /// <param name="outcome">Follow-up of the training rows, any code above 0 being the event.</param>
    /// <param name="bins">Number of bins wanted.</param>
    /// <exception cref="NoEventsException">There are fewer events than bins.</exception>
    public static double[] EdgesOf(SurvivalOutcome outcome, int bins)
    {
        double[] times = [.. Enumerable.Range(0, outcome.Count).Where(i => outcome.Events[i] != 0).Select(i => outcome.Times[i]).Order()];
        return times.Length >= bins
            ? [.. Enumerable.Range(1, bins - 1).Select(k => times[(int)((long)k * times.Length / bins) - 1]).Distinct().Where(edge => edge < times[^1])]
            : throw new NoEventsException(FormattableString.Invariant($"{times.Length} events cannot fill {bins} bins of time: each needs one."));
    }

    /// <summary>The log-odds of the hazard in each bin of all patients together: where the constants start.</summary>
    public double[] MarginalLogits()
    {
        var logits = new double[Outputs];
        for (var k = 0; k < logits.Length; k++)
        {
            var (events, atRisk) = (0.5, 1.0);
            for (var i = 0; i < _bins.Length; i++)
            {
                events += _bins[i] == k && _had[i] ? 1 : 0;
                atRisk += _bins[i] >= k ? 1 : 0;
            }

            logits[k] = Math.Log(events / (atRisk - events));
        }

        return logits;
    }

    /// <summary>The bin of a time: an edge belongs to the bin that it ends.</summary>
    public static int BinOf(double[] edges, double time) => edges.Count(edge => edge < time);

    /// <summary>The cumulative hazard that a bin adds: -log(1 - h).</summary>
    public static double HazardOf(double logit) => logit > 30 ? logit : Math.Log(1 + Math.Exp(logit));

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> outputs, Span<double> gradient)
    {
        var loss = 0.0;
        gradient.Clear();
        for (var i = 0; i < _bins.Length; i++)
        {
            var weight = _had[i] ? 1 : _censoredWeight;
            var own = outputs.Slice(i * Outputs, Outputs);
            var slopes = gradient.Slice(i * Outputs, Outputs);
            for (var k = 0; k <= _bins[i]; k++)
            {
                var hazard = 1 / (1 + Math.Exp(-own[k]));
                var ends = k == _bins[i] && _had[i];
                loss += weight * (HazardOf(own[k]) - (ends ? own[k] : 0));
                slopes[k] = weight * (hazard - (ends ? 1 : 0));
            }
        }

        return loss;
    }
}
