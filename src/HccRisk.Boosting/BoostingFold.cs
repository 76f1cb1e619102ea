using HccRisk.Boosting.Native;
using HccRisk.Survival.Boosting;
using HccRisk.Survival.Resampling;

namespace HccRisk.Boosting;

/// <summary>The model of one fold in training: it scores the rows that it does not learn from.</summary>
internal sealed class BoostingFold : IDisposable
{
    private readonly Booster _booster;
    private readonly BoostingObjective _training;
    private readonly BoostingObjective _all;
    private readonly bool _isRelative;
    private readonly double _start;
    private readonly int[] _rows;
    private readonly int[] _test;
    private readonly double[] _scores;
    private readonly double[] _testScores;
    private readonly double[] _everybody;
    private readonly double[] _current;
    private readonly double[] _best;

    /// <summary>Bins the rows of a fold.</summary>
    public BoostingFold(BoostingRows rows, Fold fold)
    {
        (_rows, _test, _isRelative) = ([.. fold.Training], [.. fold.Test], rows.IsRelative);
        (_training, _start) = rows.Objective(_rows);
        (_all, _) = rows.Objective(rows.All);
        (_scores, _testScores, _everybody) = (new double[_rows.Length], new double[_test.Length], new double[rows.Count]);
        (_current, _best) = (new double[_test.Length], new double[_test.Length]);
        _booster = new Booster(rows.Take(_rows), rows.Columns, rows.Plan.Parameters(threads: 1));
        _booster.AddTest(rows.Take(_test));
        Spread();
    }

    /// <summary>
    /// Measures the trees there are and grows the next: the log-likelihood of all rows less that of those learned from (Verweij and van
    /// Houwelingen, Stat
    /// Med 1993).
    /// </summary>
    public double Step()
    {
        var all = _all.LogLikelihood(_everybody);
        var centre = _isRelative ? _scores.Average() : 0;
        for (var i = 0; i < _test.Length; i++)
        {
            _current[i] = _everybody[_test[i]] - centre;
        }

        var own = _booster.Grow(_training, _scores, _start);
        _booster.Read(1, _testScores);
        Spread();
        return all - own;
    }

    /// <summary>Keeps the scores that the last step measured.</summary>
    public void Keep() => _current.CopyTo(_best, 0);

    /// <summary>Adds a share of the scores kept to those of all rows.</summary>
    public void AddTo(double[] scores, double share)
    {
        for (var i = 0; i < _test.Length; i++)
        {
            scores[_test[i]] += share * _best[i];
        }
    }

    public void Dispose() => _booster.Dispose();

    private void Spread()
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            _everybody[_rows[i]] = _scores[i] + _start;
        }

        for (var i = 0; i < _test.Length; i++)
        {
            _everybody[_test[i]] = _testScores[i] + _start;
        }
    }
}
