using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>The weight of the pairs of an event at a time; asked for in ascending order.</summary>
internal sealed class EventTimeWeights
{
    private readonly KaplanMeier _curve;
    private readonly Func<double, double> _uncensored;
    private readonly ConcordanceWeights _weights;
    private int _next;

    public EventTimeWeights(SurvivalOutcome outcome, ConcordanceWeights weights)
    {
        Name = weights switch
        {
            ConcordanceWeights.Pairs => "n",
            ConcordanceWeights.Survival => "S",
            ConcordanceWeights.SurvivalOverCensoring => "S/G",
            ConcordanceWeights.InverseCensoringSquared => "n/G2",
            ConcordanceWeights.Events => "I",
            _ => throw new ArgumentOutOfRangeException(nameof(weights), weights, "The weights are not known."),
        };
        _weights = weights;
        _curve = KaplanMeier.Fit(outcome);
        _uncensored = CensoringDistribution.Fit(outcome).BeforeAscending();
    }

    /// <summary>R's name of the weights.</summary>
    public string Name { get; }

    public double At(double time)
    {
        while (_curve.Times[_next] < time)
        {
            _next++;
        }

        var survival = _next == 0 ? 1 : _curve.Survival[_next - 1];
        var uncensored = _uncensored(time);
        var atRisk = _curve.AtRisk[_next];
        return _weights switch
        {
            ConcordanceWeights.Survival => _curve.Count * survival / atRisk,
            ConcordanceWeights.SurvivalOverCensoring => uncensored > 0 ? _curve.Count * survival / (uncensored * atRisk) : 0,
            ConcordanceWeights.InverseCensoringSquared => uncensored > 0 ? 1 / (uncensored * uncensored) : 0,
            ConcordanceWeights.Events => 1 / atRisk,
            _ => 1,
        };
    }
}
