using System.Runtime.CompilerServices;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.HypothesisTests;

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

    // A block a time with any event: at risk, events of the cause and other events, each by group.
    private readonly double[] _counts;
    private readonly double[] _survival;
    private readonly double[] _incidence;
    private readonly double[] _perGroup;
    private double _effective;
    private double _events;
    private double _rise;
    private double _weight;
    private double _freeBefore;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public GrayKernel(SurvivalOutcome outcome, int[] rows, int[] group, int groups, int cause, double rho)
    {
        _groups = groups;
        _rho = rho;
        _survival = new double[groups];
        _incidence = new double[groups];
        _perGroup = new double[groups];
        var times = outcome.TimeArray;
        var events = outcome.EventArray;
        var atRisk = new double[groups];
        var steps = 0;
        var last = double.NaN;
        foreach (var row in rows)
        {
            atRisk[group[row]]++;

            // Events come before the censorings of their time.
            if (events[row] != 0 && times[row] != last)
            {
                last = times[row];
                steps++;
            }
        }

        _counts = new double[steps * 3 * groups];
        var left = new double[groups];
        for (int start = 0, at = 0; start < rows.Length;)
        {
            var time = times[rows[start]];
            var any = false;
            for (; start < rows.Length && times[rows[start]] == time; start++)
            {
                var row = rows[start];
                left[group[row]]++;
                if (events[row] != 0)
                {
                    any = true;
                    _counts[at + (events[row] == cause ? groups : 2 * groups) + group[row]]++;
                }
            }

            if (any)
            {
                atRisk.CopyTo(_counts, at);
                at += 3 * groups;
            }

            for (var k = 0; k < groups; k++)
            {
                atRisk[k] -= left[k];
                left[k] = 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTo(double[] scores, double[] covariance)
    {
        var total = new double[_groups * _groups];
        Start();
        for (var at = 0; at < _counts.Length; at += 3 * _groups)
        {
            var step = Enter(at);
            AddScores(step.Events, scores);
            AddIntegral(total);
            Leave(step);
        }

        var passed = new double[total.Length];
        var own = new double[_groups];
        var other = new double[_groups];
        Start();
        for (var at = 0; at < _counts.Length; at += 3 * _groups)
        {
            var step = Enter(at);
            AddIntegral(passed);
            for (var r = 0; r < _groups; r++)
            {
                var n = step.AtRisk[r];
                if (n == 0 || (_rise == 0 && step.Others[r] == 0))
                {
                    continue;
                }

                var before = _survival[r];
                var after = before * (1 - (step.Events[r] + step.Others[r]) / n);
                var ratio = after > 0 ? (_freeBefore - _rise) / after : 0;
                for (var k = 0; k < _groups; k++)
                {
                    // Nothing is left to influence once nobody of the group is.
                    var rest = after > 0 ? total[k * _groups + r] - passed[k * _groups + r] : 0;
                    other[k] = -ratio * rest;
                    own[k] = Influence(k, r) + rest + other[k];
                }

                var h = n / before;
                var ties = _events > 1 ? 1 - (_events - 1) / (_effective * before - 1) : 1;
                var otherTies = step.Others[r] > 1 ? 1 - (step.Others[r] - 1) / (n - 1) : 1;
                var ownWeight = ties * _rise / h;
                var otherWeight = otherTies * before * step.Others[r] / (n * h);
                for (var k = 0; k < _groups; k++)
                {
                    for (var l = 0; l < _groups; l++)
                    {
                        covariance[k * _groups + l] += ownWeight * own[k] * own[l] + otherWeight * other[k] * other[l];
                    }
                }
            }

            Leave(step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddScores(ReadOnlySpan<double> events, double[] scores)
    {
        if (_events == 0)
        {
            return;
        }

        double risk = 0;
        for (var k = 0; k < scores.Length; k++)
        {
            risk += _perGroup[k] * (1 - _incidence[k]);
        }

        for (var k = 0; k < scores.Length; k++)
        {
            scores[k] += _weight * (events[k] - _events * _perGroup[k] * (1 - _incidence[k]) / risk);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddIntegral(double[] sums)
    {
        if (_events == 0)
        {
            return;
        }

        var hazard = _rise / _freeBefore;
        for (var k = 0; k < _groups; k++)
        {
            for (var r = 0; r < _groups; r++)
            {
                sums[k * _groups + r] += Influence(k, r) * hazard;
            }
        }
    }

    /// <summary>Back to the curves at time 0.</summary>
    private void Start()
    {
        Array.Fill(_survival, 1);
        Array.Clear(_incidence);
        _freeBefore = 1;
    }

    /// <summary>What a time adds, given the curves just before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Step Enter(int at)
    {
        ReadOnlySpan<double> counts = _counts.AsSpan(at, 3 * _groups);
        var step = new Step(counts[.._groups], counts[_groups..(2 * _groups)], counts[(2 * _groups)..]);
        (_effective, _events) = (0, 0);
        for (var k = 0; k < _perGroup.Length; k++)
        {
            _perGroup[k] = step.AtRisk[k] == 0 ? 0 : step.AtRisk[k] / _survival[k];
            _effective += _perGroup[k];
            _events += step.Events[k];
        }

        _rise = _events / _effective;
        _weight = _rho == 0 ? 1 : Math.Pow(_freeBefore, _rho);
        return step;
    }

    /// <summary>Moves the curves past a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Leave(Step step)
    {
        for (var k = 0; k < _perGroup.Length; k++)
        {
            if (step.AtRisk[k] > 0 && step.Events[k] + step.Others[k] > 0)
            {
                _incidence[k] += _survival[k] * step.Events[k] / step.AtRisk[k];
                _survival[k] *= 1 - (step.Events[k] + step.Others[k]) / step.AtRisk[k];
            }
        }

        _freeBefore -= _rise;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Influence(int group, int source) =>
        _weight * _perGroup[group] * ((group == source ? 1 : 0) - _perGroup[source] / _effective);

    /// <summary>Counts by group at one time.</summary>
    private readonly ref struct Step(ReadOnlySpan<double> atRisk, ReadOnlySpan<double> events, ReadOnlySpan<double> others)
    {
        public readonly ReadOnlySpan<double> AtRisk = atRisk;
        public readonly ReadOnlySpan<double> Events = events;
        public readonly ReadOnlySpan<double> Others = others;
    }
}
