using HccRisk.Survival.Data;

namespace HccRisk.Survival.Curves;

/// <summary>
/// Infinitesimal-jackknife variance of log S and of the cumulative hazard, for case weights that are not frequencies: the sum
/// over rows of (weight * derivative by the weight)^2. One pass: a row's derivative stops changing when it leaves.
/// </summary>
internal sealed class JackknifeVariance
{
    private readonly double[] _weights;
    private readonly double[]? _entries;
    private readonly int[] _entryOrder;
    private readonly Moments _log;
    private readonly Moments _hazard;
    private int _entered;

    public JackknifeVariance(SurvivalOutcome outcome)
    {
        _weights = outcome.WeightArray!;
        _log = new Moments(_weights.Length);
        _hazard = new Moments(_weights.Length);
        _entries = outcome.EntryArray is { } entries ? (double[])entries.Clone() : null;
        _entryOrder = _entries is null ? outcome.Order : RadixOrder.Sort(_entries);
    }

    public double LogSurvival => _log.Variance;

    public double Hazard => _hazard.Variance;

    /// <summary>Moves to the next distinct time.</summary>
    /// <param name="time">The time.</param>
    /// <param name="rows">Rows that end at it.</param>
    /// <param name="events">Event codes of all rows.</param>
    /// <param name="atRisk">Weight at risk.</param>
    /// <param name="deaths">Weight of the events.</param>
    public void Advance(double time, ReadOnlySpan<int> rows, int[] events, double atRisk, double deaths)
    {
        for (; _entered < _entryOrder.Length && (_entries is null || _entries[_entered] < time); _entered++)
        {
            var row = _entryOrder[_entered];
            _log.Enter(row, _weights[row]);
            _hazard.Enter(row, _weights[row]);
        }

        if (deaths > 0)
        {
            _log.Drift += deaths / (atRisk * (atRisk - deaths));
            _hazard.Drift -= deaths / (atRisk * atRisk);
        }

        foreach (var row in rows)
        {
            _log.Leave(row, _weights[row], events[row] != 0 ? -1 / (atRisk - deaths) : 0);
            _hazard.Leave(row, _weights[row], events[row] != 0 ? 1 / atRisk : 0);
        }
    }

    /// <summary>Sum of (weight * derivative)^2, where a row at risk has the drift since its entry and one that left its last value.</summary>
    private sealed class Moments(int rows)
    {
        private readonly double[] _atEntry = new double[rows];
        private double _squares;
        private double _products;
        private double _entrySquares;
        private double _left;

        public double Drift { get; set; }

        public double Variance => Math.Max(0, _left + Drift * (Drift * _squares - 2 * _products) + _entrySquares);

        public void Enter(int row, double weight)
        {
            _atEntry[row] = Drift;
            Add(weight * weight, Drift);
        }

        public void Leave(int row, double weight, double jump)
        {
            Add(-weight * weight, _atEntry[row]);
            var derivative = weight * (Drift - _atEntry[row] + jump);
            _left += derivative * derivative;
        }

        private void Add(double square, double drift)
        {
            _squares += square;
            _products += square * drift;
            _entrySquares += square * drift * drift;
        }
    }
}
