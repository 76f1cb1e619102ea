using HccRisk.Survival.Data;

namespace HccRisk.Survival.Nonparametric;

/// <summary>
/// Scores of Gray's test in one stratum and their covariance.
/// </summary>
/// <remarks>
/// With Y_r at risk, S_r the event-free probability and F_r the incidence of a group just before t, and h_r = Y_r / S_r: the
/// score of group k sums L (d_k - d R_k / R) over the events of the cause, where R_k = h_k (1 - F_k) and L = (1 - F)^rho. Under
/// the null hypothesis the pooled incidence F has steps d / h. The covariance (Gray 1988, section 4) integrates, per group r,
/// the squared influence of an event of the cause, D_kr + (1 - (1 - F) / S_r) C_kr, and of another event,
/// -((1 - F) / S_r) C_kr, with D_kr = L h_k ([k = r] - h_r / h) and C_kr(t) the sum of D_kr dF / (1 - F) after t. Tied events get
/// the hypergeometric correction.
/// </remarks>
internal sealed class GrayKernel
{
    private readonly int _groups;
    private readonly double _rho;
    private readonly List<Step> _steps = [];

    public GrayKernel(SurvivalOutcome outcome, int[] rows, int[] group, int groups, int cause, double rho)
    {
        _groups = groups;
        _rho = rho;
        var times = outcome.TimeArray;
        var events = outcome.EventArray;
        var atRisk = new double[groups];
        foreach (var row in rows)
        {
            atRisk[group[row]]++;
        }

        var left = new double[groups];
        for (var start = 0; start < rows.Length;)
        {
            var time = times[rows[start]];
            Step? step = null;
            for (; start < rows.Length && times[rows[start]] == time; start++)
            {
                var row = rows[start];
                left[group[row]]++;
                if (events[row] != 0)
                {
                    step ??= new Step((double[])atRisk.Clone(), new double[groups], new double[groups]);
                    (events[row] == cause ? step.Events : step.Others)[group[row]]++;
                }
            }

            if (step is not null)
            {
                _steps.Add(step);
            }

            for (var k = 0; k < groups; k++)
            {
                atRisk[k] -= left[k];
                left[k] = 0;
            }
        }
    }

    public void AddTo(double[] scores, double[] covariance)
    {
        var total = new double[_groups * _groups];
        foreach (var (step, state) in Walk())
        {
            AddScores(step, state, scores);
            AddIntegral(state, total);
        }

        var passed = new double[total.Length];
        var own = new double[_groups];
        var other = new double[_groups];
        foreach (var (step, state) in Walk())
        {
            AddIntegral(state, passed);
            for (var r = 0; r < _groups; r++)
            {
                var n = step.AtRisk[r];
                if (n == 0)
                {
                    continue;
                }

                var before = state.Survival[r];
                var after = before * (1 - (step.Events[r] + step.Others[r]) / n);
                for (var k = 0; k < _groups; k++)
                {
                    // Nothing is left to influence once nobody of the group is.
                    var rest = total[k * _groups + r] - passed[k * _groups + r];
                    other[k] = after > 0 ? -state.FreeAfter / after * rest : 0;
                    own[k] = state.Influence(k, r) + (after > 0 ? rest : 0) + other[k];
                }

                var h = n / before;
                var ties = state.Events > 1 ? 1 - (state.Events - 1) / (state.Effective * before - 1) : 1;
                var otherTies = step.Others[r] > 1 ? 1 - (step.Others[r] - 1) / (n - 1) : 1;
                var ownWeight = ties * state.Rise / h;
                var otherWeight = otherTies * before * step.Others[r] / (n * h);
                for (var k = 0; k < _groups; k++)
                {
                    for (var l = 0; l < _groups; l++)
                    {
                        covariance[k * _groups + l] += ownWeight * own[k] * own[l] + otherWeight * other[k] * other[l];
                    }
                }
            }
        }
    }

    private static void AddScores(Step step, State state, double[] scores)
    {
        double risk = 0;
        for (var k = 0; k < scores.Length; k++)
        {
            risk += state.PerGroup[k] * (1 - state.Incidence[k]);
        }

        for (var k = 0; k < scores.Length && state.Events > 0; k++)
        {
            scores[k] += state.Weight * (step.Events[k] - state.Events * state.PerGroup[k] * (1 - state.Incidence[k]) / risk);
        }
    }

    private void AddIntegral(State state, double[] sums)
    {
        if (state.Events > 0)
        {
            var hazard = state.Rise / state.FreeBefore;
            for (var k = 0; k < _groups; k++)
            {
                for (var r = 0; r < _groups; r++)
                {
                    sums[k * _groups + r] += state.Influence(k, r) * hazard;
                }
            }
        }
    }

    private IEnumerable<(Step Step, State State)> Walk()
    {
        var state = new State(_groups);
        foreach (var step in _steps)
        {
            state.Enter(step, _rho);
            yield return (step, state);
            state.Leave(step);
        }
    }

    private sealed record Step(double[] AtRisk, double[] Events, double[] Others);

    /// <summary>The curves just before a time, and what the time adds.</summary>
    private sealed class State(int groups)
    {
        public double[] Survival { get; } = [.. Enumerable.Repeat(1d, groups)];

        public double[] Incidence { get; } = new double[groups];

        public double[] PerGroup { get; } = new double[groups];

        public double Effective { get; private set; }

        public double Events { get; private set; }

        public double Rise { get; private set; }

        public double Weight { get; private set; }

        public double FreeBefore { get; private set; } = 1;

        public double FreeAfter => FreeBefore - Rise;

        public void Enter(Step step, double rho)
        {
            (Effective, Events) = (0, 0);
            for (var k = 0; k < PerGroup.Length; k++)
            {
                PerGroup[k] = step.AtRisk[k] == 0 ? 0 : step.AtRisk[k] / Survival[k];
                Effective += PerGroup[k];
                Events += step.Events[k];
            }

            Rise = Events / Effective;
            Weight = rho == 0 ? 1 : Math.Pow(FreeBefore, rho);
        }

        public void Leave(Step step)
        {
            for (var k = 0; k < PerGroup.Length; k++)
            {
                if (step.AtRisk[k] > 0)
                {
                    Incidence[k] += Survival[k] * step.Events[k] / step.AtRisk[k];
                    Survival[k] *= 1 - (step.Events[k] + step.Others[k]) / step.AtRisk[k];
                }
            }

            FreeBefore = FreeAfter;
        }

        public double Influence(int group, int source) =>
            Weight * PerGroup[group] * ((group == source ? 1 : 0) - PerGroup[source] / Effective);
    }
}
