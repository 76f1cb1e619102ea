using HccRisk.Survival.Data;

namespace HccRisk.Mil.Losses;

/// <summary>
/// Minus the weighted partial likelihood of Fine and Gray (JASA 1999), Breslow ties: who had another event stays at risk with the
/// weight G(t-) / G(T-), G being the Kaplan-Meier estimate of staying uncensored; at a tie events and censorings count as simultaneous,
/// as in
/// R's <c>cmprsk::crr</c>.
/// </summary>
internal sealed class FineGrayLoss : BagLoss
{
    private readonly int[] _order;
    private readonly int[] _codes;
    private readonly int[] _starts;
    private readonly int[] _deaths;
    private readonly double[] _uncensored;
    private readonly double[] _riskSums;
    private readonly double[] _risk;

    /// <summary>Sorts the follow-up.</summary>
    /// <param name="outcome">Follow-up with every cause.</param>
    /// <param name="cause">The cause of interest.</param>
    /// <exception cref="NoEventsException">Nobody had the event.</exception>
    public FineGrayLoss(SurvivalOutcome outcome, int cause)
    {
        var (times, events) = (outcome.Times.ToArray(), outcome.Events.ToArray());
        _order = [.. Enumerable.Range(0, times.Length).OrderBy(i => times[i])];
        _codes = Array.ConvertAll(_order, row => events[row] == 0 ? 0 : events[row] == cause ? 1 : 2);
        _starts = [.. Enumerable.Range(0, times.Length).Where(i => i == 0 || times[_order[i]] != times[_order[i - 1]]), times.Length];
        Times = Array.ConvertAll(_starts[..^1], s => times[_order[s]]);
        _deaths = new int[Times.Length];
        _uncensored = new double[Times.Length];
        _riskSums = new double[Times.Length];
        Steps = new double[Times.Length];
        _risk = new double[times.Length];
        var uncensored = 1.0;
        for (var g = 0; g < Times.Length; g++)
        {
            _uncensored[g] = uncensored;
            var codes = _codes.AsSpan(_starts[g].._starts[g + 1]);
            _deaths[g] = codes.Count(1);
            uncensored *= 1 - ((double)codes.Count(0) / (times.Length - _starts[g]));
        }

        Events = _deaths.Sum();
        if (Events == 0)
        {
            throw new NoEventsException(FormattableString.Invariant($"None of {times.Length} patients had the event (code {cause})."));
        }
    }

    /// <summary>The distinct times, ascending.</summary>
    public double[] Times { get; }

    /// <summary>Increments of the cumulative subdistribution hazard at each, for an output of 0, at the last evaluation.</summary>
    public double[] Steps { get; }

    /// <inheritdoc/>
    public override int Outputs => 1;

    /// <inheritdoc/>
    public override int Events { get; }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> outputs, Span<double> gradient)
    {
        // The likelihood does not change with a constant: the largest output is taken for 0.
        var largest = double.NegativeInfinity;
        foreach (var output in outputs)
        {
            largest = Math.Max(largest, output);
        }

        for (var i = 0; i < _order.Length; i++)
        {
            _risk[i] = Math.Exp(outputs[_order[i]] - largest);
        }

        var sum = 0.0;
        for (var g = Times.Length - 1; g >= 0; g--)
        {
            foreach (var risk in _risk.AsSpan(_starts[g].._starts[g + 1]))
            {
                sum += risk;
            }

            _riskSums[g] = sum;
        }

        var (log, gone, cumulative) = (0.0, 0.0, 0.0);
        for (var g = 0; g < Times.Length; g++)
        {
            _riskSums[g] += _uncensored[g] * gone;
            Steps[g] = _deaths[g] / _riskSums[g];
            cumulative += Steps[g];
            log -= _deaths[g] == 0 ? 0 : _deaths[g] * Math.Log(_riskSums[g]);
            for (var i = _starts[g]; i < _starts[g + 1]; i++)
            {
                log += _codes[i] == 1 ? outputs[_order[i]] - largest : 0;
                gone += _codes[i] == 2 ? _risk[i] / _uncensored[g] : 0;
                gradient[_order[i]] = (_risk[i] * cumulative) - (_codes[i] == 1 ? 1 : 0);
            }
        }

        var later = 0.0;
        for (var g = Times.Length - 1; g >= 0; g--)
        {
            for (var i = _starts[g]; i < _starts[g + 1]; i++)
            {
                gradient[_order[i]] += _codes[i] == 2 ? _risk[i] / _uncensored[g] * later : 0;
            }

            later += _uncensored[g] * Steps[g];
            Steps[g] *= Math.Exp(-largest);
        }

        return -log;
    }
}
