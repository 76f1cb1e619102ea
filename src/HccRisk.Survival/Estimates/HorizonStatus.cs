using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Estimates;

/// <summary>Who is known to be free of every event at a horizon, and how many each of them stands for.</summary>
/// <remarks>
/// <para>
/// While somebody is followed beyond the horizon t, the free are those with T &gt; t, weighted by 1/G(t), as in riskRegression and timeROC.
/// </para>
/// <para>
/// Where follow-up ends for all at t itself, nobody is beyond, and G(t) is 0 as soon as one of them is censored there (a trial closed at t).
/// Their status at t is known all the same: events come before censorings of the same time, so a patient censored at t has reached it without
/// an event. P(T* &gt; t and C &gt;= t) = S(t) G(t-), hence they are the free, weighted by 1/G(t-), which no censoring at t moves. Without
/// earlier censoring every weight is 1. riskRegression's Score leaves these patients out and divides by n all the same: its Brier score
/// there is too small.
/// </para>
/// </remarks>
internal sealed class HorizonStatus
{
    private readonly double[] _times;
    private readonly int[] _events;
    private readonly double _horizon;

    public HorizonStatus(SurvivalOutcome outcome, CensoringDistribution censoring, double horizon)
    {
        _times = outcome.TimeArray;
        _events = outcome.EventArray;
        _horizon = horizon;
        EndsHere = outcome.LastTime == horizon;
        FreeWeight = 1 / (EndsHere ? censoring.Before(horizon) : censoring.At(horizon));
    }

    /// <summary>Nobody is followed beyond the horizon, and somebody to it.</summary>
    public bool EndsHere { get; }

    /// <summary>Weight of those who are free; infinite when the horizon is beyond all follow-up.</summary>
    public double FreeWeight { get; }

    /// <summary>Whether the weight of the free depends on a censoring at a time.</summary>
    public bool FreeWeightDependsOn(double censoring) => EndsHere ? censoring < _horizon : censoring <= _horizon;

    public bool IsFree(int row) => _times[row] > _horizon || (EndsHere && _times[row] == _horizon && _events[row] == 0);
}
