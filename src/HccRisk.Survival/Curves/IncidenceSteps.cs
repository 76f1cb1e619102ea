using HccRisk.Survival.Data;

namespace HccRisk.Survival.Curves;

/// <summary>Who is at risk and who has an event at each distinct time, and the cumulative incidence that this makes.</summary>
/// <remarks>
/// Of a row at risk since before the first time, the derivative of the incidence F(t) by its weight is G(t); of one that entered
/// at e it is G(t) - D_e F(t) + K_e, where D is how far the log of survival has drifted up for those who stay, and K_e = D_e F(e)
/// - G(e). After its end at T a row's derivative is a - c F(t) with a and c fixed. Sums of the squares and products of these
/// constants, times the squared weights, give the variance at every time in one pass.
/// </remarks>
internal sealed class IncidenceSteps
{
    // What is left at risk by rounding alone, as a fraction of those who were.
    private const double Nobody = 1e-12;

    private readonly int[] _order;
    private readonly int[] _events;
    private readonly int[] _starts;
    private readonly double[]? _weights;
    private readonly double[]? _entries;
    private readonly int[] _entering;
    private readonly double[] _atRisk;
    private readonly double[] _total;

    public IncidenceSteps(SurvivalOutcome outcome, int[] causes)
    {
        _order = outcome.Order;
        _events = outcome.EventArray;
        _weights = outcome.WeightArray;
        _entries = (double[]?)outcome.EntryArray?.Clone();
        _entering = _entries is null ? [] : RadixOrder.Sort(_entries);
        Causes = causes;
        var time = outcome.SortedTimes;
        var starts = new List<int>();
        for (var k = 0; k < time.Length; k++)
        {
            if (k == 0 || time[k] != time[k - 1])
            {
                starts.Add(k);
            }
        }

        Times = starts.ConvertAll(s => time[s]).ToArray();
        starts.Add(time.Length);
        _starts = [.. starts];
        Survival = new double[Times.Length];
        _atRisk = new double[Times.Length];
        _total = new double[Times.Length];
        var riskSet = new RiskSet(outcome);
        double survival = 1;
        for (var g = 0; g < Times.Length; g++)
        {
            for (var k = _starts[g]; k < _starts[g + 1] && _events[_order[k]] != 0; k++)
            {
                _total[g] += Weight(_order[k]);
            }

            _atRisk[g] = riskSet.From(_starts[g]);
            survival *= _total[g] > 0 ? Remaining(g) / _atRisk[g] : 1;
            Survival[g] = survival;
        }
    }

    public int[] Causes { get; }

    /// <summary>Distinct times, ascending.</summary>
    public double[] Times { get; }

    /// <summary>Probability of being free of any event just after each time.</summary>
    public double[] Survival { get; }

    /// <summary>Incidence of a cause (null: of any) just after each time, and its standard error.</summary>
    public (double[] Incidence, double[] Error) Curve(int? cause)
    {
        var incidence = new double[Times.Length];
        var error = new double[Times.Length];
        var drifts = _entries is null ? [] : new double[_order.Length];
        var constants = _entries is null ? [] : new double[_order.Length];
        double before = 1, f = 0, drift = 0, followed = 0;
        Square present = default, gone = default;
        if (_entries is null)
        {
            foreach (var row in _order)
            {
                present.Add(Weight(row), 1, 0, 0);
            }
        }

        for (int g = 0, entered = 0; g < Times.Length; g++)
        {
            for (; entered < _entering.Length && _entries![entered] < Times[g]; entered++)
            {
                var row = _entering[entered];
                drifts[row] = drift;
                constants[row] = drift * f - followed;
                present.Add(Weight(row), 1, -drift, constants[row]);
            }

            var deaths = Deaths(g, cause);
            if (_total[g] > 0)
            {
                // Survival has drifted up until just before, and this step's share goes down.
                var step = before * deaths / _atRisk[g];
                followed += drift * step - step / _atRisk[g];
                f += step;
            }

            var remaining = Remaining(g);
            if (_total[g] > 0 && remaining > 0)
            {
                drift += _total[g] / (_atRisk[g] * remaining);
            }

            for (var k = _starts[g]; k < _starts[g + 1]; k++)
            {
                var row = _order[k];
                var (entry, constant) = _entries is null ? (0, 0) : (drifts[row], constants[row]);
                var value = followed - entry * f + constant;
                var fall = entry - drift;
                if (_events[row] != 0)
                {
                    fall += remaining > 0 ? 1 / remaining : 0;
                    value += cause is null || _events[row] == cause ? before / _atRisk[g] : 0;
                }

                present.Add(Weight(row), 1, -entry, constant, -1);
                gone.Add(Weight(row), 0, -fall, value + fall * f);
            }

            incidence[g] = f;

            // When nobody is free any more, the incidence of any event is 1 whatever the weights.
            error[g] = cause is null && Survival[g] == 0 ? 0 : Math.Sqrt(Math.Max(0, present.At(followed, f) + gone.At(0, f)));
            before = Survival[g];
        }

        return (incidence, error);
    }

    /// <summary>
    /// Aalen's variance of the incidence of a cause just after each time, tied events with the hypergeometric correction: the sum over
    /// earlier times s of d_1 c_1 (S(s-)/n - (F(t) - F(s))/(n - d))^2 + d_2 c_2 ((F(t) - F(s))/(n - d))^2, with c_k = (n - d_k)/(n - 1)
    /// and d_2 the events of other causes.
    /// </summary>
    public double[] AalenVariance(int cause)
    {
        var variance = new double[Times.Length];
        Square sum = default;
        double before = 1, f = 0;
        for (var g = 0; g < Times.Length; g++)
        {
            var n = _atRisk[g];
            var own = Deaths(g, cause);
            var other = _total[g] - own;
            if (_total[g] > 0)
            {
                f += before * own / n;
                var slope = Remaining(g) > 0 ? 1 / Remaining(g) : 0;
                sum.Add(Math.Sqrt(Spread(own)), 0, -slope, before / n + slope * f);
                sum.Add(Math.Sqrt(Spread(other)), 0, -slope, slope * f);
            }

            variance[g] = Math.Max(0, sum.At(0, f));
            before = Survival[g];

            double Spread(double deaths) => deaths > 1 ? deaths * (n - deaths) / (n - 1) : deaths;
        }

        return variance;
    }

    private double Weight(int row) => _weights is null ? 1 : _weights[row];

    private double Remaining(int g) => _atRisk[g] - _total[g] is var left && left > Nobody * _atRisk[g] ? left : 0;

    private double Deaths(int g, int? cause)
    {
        if (cause is null)
        {
            return _total[g];
        }

        double deaths = 0;
        for (var k = _starts[g]; k < _starts[g + 1] && _events[_order[k]] != 0; k++)
        {
            deaths += _events[_order[k]] == cause ? Weight(_order[k]) : 0;
        }

        return deaths;
    }

    /// <summary>Sum over rows of weight^2 (p G + q F + r)^2 for any G and F.</summary>
    private struct Square
    {
        private double _pp;
        private double _pq;
        private double _qq;
        private double _pr;
        private double _qr;
        private double _rr;

        public void Add(double weight, double p, double q, double r, double sign = 1)
        {
            var square = sign * weight * weight;
            _pp += square * p * p;
            _pq += square * p * q;
            _qq += square * q * q;
            _pr += square * p * r;
            _qr += square * q * r;
            _rr += square * r * r;
        }

        public readonly double At(double g, double f) =>
            g * g * _pp + f * f * _qq + _rr + 2 * (g * f * _pq + g * _pr + f * _qr);
    }
}
