using System.Globalization;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>One marker on one data set, sorted once; estimates any number of horizons.</summary>
internal sealed class AucKernel
{
    private readonly TimeDependentAucOptions _options;
    private readonly SurvivalOutcome _outcome;
    private readonly CensoringDistribution _censoring;
    private readonly double[] _censoringBefore;
    private readonly double[] _score;
    private readonly int[] _byScore;
    private readonly double _last;

    // Of one horizon, by patient.
    private readonly double[] _case;
    private readonly double[] _control;
    private readonly double[] _caseBelow;
    private readonly double[] _controlAbove;
    private readonly double[] _influence;
    private readonly double[] _weightTerm;

    public AucKernel(SurvivalOutcome outcome, ReadOnlySpan<double> score, TimeDependentAucOptions options)
    {
        _options = options;
        _outcome = outcome;
        _censoring = CensoringDistribution.Fit(outcome);
        var n = outcome.Count;
        _score = score.ToArray();
        _byScore = RadixOrder.Sort(score.ToArray());
        _last = outcome.TimeArray[outcome.Order[^1]];
        _censoringBefore = _censoring.BeforeEach(outcome);
        _case = new double[n];
        _control = new double[n];
        _caseBelow = new double[n];
        _controlAbove = new double[n];
        _influence = new double[n];
        _weightTerm = new double[n];
    }

    /// <summary>Influence of each patient on the last area estimated; it is written over by the next.</summary>
    public ReadOnlySpan<double> Influence => _influence;

    /// <summary>Weight of each patient as a case at the last horizon; 0 when it is none.</summary>
    public ReadOnlySpan<double> CaseWeights => _case;

    /// <summary>Weight of each patient as a control at the last horizon; 0 when it is none.</summary>
    public ReadOnlySpan<double> ControlWeights => _control;

    public TimeDependentAucResult Estimate(double t)
    {
        var (cases, controls) = Assign(t);
        var unknown = _outcome.Count - cases - controls;
        var method = Describe(t);
        if (Refuse(t, cases, controls) is { } reason)
        {
            return Result(MetricEstimate.None(method, reason, _options.Level));
        }

        var n = _outcome.Count;
        double caseSum = 0;
        double controlSum = 0;
        for (var i = 0; i < n; i++)
        {
            caseSum += _case[i];
            controlSum += _control[i];
        }

        Rank();
        double pairs = 0;
        for (var i = 0; i < n; i++)
        {
            pairs += _case[i] * _caseBelow[i];
        }

        var auc = pairs / (caseSum * controlSum);
        AddInfluence(t, auc, caseSum, controlSum);
        return Result(MetricEstimate.Of(method, auc, CensoringInfluence.StandardError(_influence), _options.Level, 0, 1));

        TimeDependentAucResult Result(MetricEstimate estimate) =>
            new()
            {
                Time = t,
                Auc = estimate,
                Cases = cases,
                Controls = controls,
                Unknown = unknown,
                AtRisk = _outcome.TimeArray.Count(time => time >= t),
                EffectiveCases = t > _last ? null : Effective(_case),
                EffectiveControls = t > _last ? null : Effective(_control),
            };
    }

    /// <summary>Patients without censoring who would tell as much: squared sum over sum of squares of the weights (Kish); null where all are 0.</summary>
    public static double? Effective(ReadOnlySpan<double> weights)
    {
        double sum = 0, squares = 0;
        foreach (var weight in weights)
        {
            sum += weight;
            squares += weight * weight;
        }

        return squares > 0 ? sum * sum / squares : null;
    }

    private string Describe(double t)
    {
        var controls = _outcome.Causes.Any(c => c != _options.Cause)
            ? _options.Controls == AucControls.EventFree ? ", controls event-free" : ", controls event-free or other cause"
            : "";
        var cases = _options.Convention == AucConvention.TimeRoc ? ", cases T < t" : "";
        return string.Create(CultureInfo.InvariantCulture, $"cumulative/dynamic AUC (IPCW), t = {t}{controls}{cases}");
    }

    private string? Refuse(double t, int cases, int controls)
    {
        if (t > _last)
        {
            return string.Create(CultureInfo.InvariantCulture, $"nobody was followed to {t}: the longest follow-up is {_last}");
        }

        if (cases == 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"no patient had the event of cause {_options.Cause} by {t}");
        }

        if (controls == 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"no patient is known to be free of the event at {t}: there are no controls");
        }

        var first = double.NaN;
        for (var i = 0; i < _score.Length; i++)
        {
            if (_case[i] > 0 || _control[i] > 0)
            {
                first = double.IsNaN(first) ? _score[i] : first;
                if (_score[i] != first)
                {
                    return null;
                }
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"all cases and controls have the same score {first}");
    }

    /// <summary>Gives every patient the weight of a case or control at the horizon, and counts both.</summary>
    public (int Cases, int Controls) Assign(double t)
    {
        var times = _outcome.TimeArray;
        var events = _outcome.EventArray;
        var strict = _options.Convention == AucConvention.TimeRoc;
        var status = new HorizonStatus(_outcome, _censoring, t);
        var cases = 0;
        var controls = 0;
        for (var i = 0; i < times.Length; i++)
        {
            _case[i] = 0;
            _control[i] = 0;
            if (status.IsFree(i))
            {
                _control[i] = status.FreeWeight;
                controls++;
            }
            else if (events[i] != 0 && (times[i] < t || !strict))
            {
                if (events[i] == _options.Cause)
                {
                    _case[i] = 1 / _censoringBefore[i];
                    cases++;
                }
                else if (_options.Controls == AucControls.EventFreeOrOtherCause)
                {
                    _control[i] = 1 / _censoringBefore[i];
                    controls++;
                }
            }
        }

        return (cases, controls);
    }

    /// <summary>For each patient the weight of controls with a lower score and of cases with a higher one, half of the ties.</summary>
    private void Rank()
    {
        double below = 0;
        for (var start = 0; start < _byScore.Length;)
        {
            var end = GroupEnd(start);
            double tied = 0;
            for (var k = start; k < end; k++)
            {
                tied += _control[_byScore[k]];
            }

            for (var k = start; k < end; k++)
            {
                _caseBelow[_byScore[k]] = below + 0.5 * tied;
            }

            below += tied;
            start = end;
        }

        double above = 0;
        for (var end = _byScore.Length; end > 0;)
        {
            var start = end - 1;
            double tied = _case[_byScore[start]];
            while (start > 0 && _score[_byScore[start - 1]] == _score[_byScore[end - 1]])
            {
                start--;
                tied += _case[_byScore[start]];
            }

            for (var k = start; k < end; k++)
            {
                _controlAbove[_byScore[k]] = above + 0.5 * tied;
            }

            above += tied;
            end = start;
        }
    }

    private int GroupEnd(int start)
    {
        var end = start + 1;
        while (end < _byScore.Length && _score[_byScore[end]] == _score[_byScore[start]])
        {
            end++;
        }

        return end;
    }

    private void AddInfluence(double t, double auc, double caseSum, double controlSum)
    {
        var n = _outcome.Count;
        var status = new HorizonStatus(_outcome, _censoring, t);
        double freeTerm = 0;
        for (var i = 0; i < n; i++)
        {
            var asCase = _case[i] * (_caseBelow[i] / controlSum - auc) / caseSum;
            var asControl = _control[i] * (_controlAbove[i] / caseSum - auc) / controlSum;
            _influence[i] = n * (asCase + asControl);
            if (status.IsFree(i))
            {
                freeTerm += asControl;
                _weightTerm[i] = 0;
            }
            else
            {
                _weightTerm[i] = asCase + asControl;
            }
        }

        CensoringInfluence.Add(_outcome, status, _weightTerm, freeTerm, _influence);
    }
}
