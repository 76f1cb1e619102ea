using HccRisk.Features.Scaling;

namespace HccRisk.Features.Agreement;

/// <summary>Mean squares of a table of subjects and repeats (two-way analysis of variance), and what follows from them.</summary>
internal sealed class AgreementMoments
{
    private static readonly BoundedEstimate None = new(double.NaN, double.NaN, double.NaN);

    private readonly double[] _values;
    private readonly int _n;
    private readonly int _k;
    private readonly double _mean;
    private readonly double _between;
    private readonly double _repeats;
    private readonly double _error;
    private readonly double _within;

    public AgreementMoments(double[] values, int repeats)
    {
        (_values, _k, _n) = (values, repeats, values.Length / repeats);
        _mean = values.Length == 0 ? double.NaN : values.Sum() / values.Length;
        double[] subjects = [.. Enumerable.Range(0, _n).Select(i => values.AsSpan(i * _k, _k).ToArray().Average())];
        double[] readers = _n == 0 ? [] : [.. Enumerable.Range(0, _k).Select(j => Enumerable.Range(0, _n).Average(i => values[(i * _k) + j]))];
        var (within, error) = (0.0, 0.0);
        for (var at = 0; at < values.Length; at++)
        {
            var own = values[at] - subjects[at / _k];
            within += own * own;
            error += Math.Pow(own - (readers[at % _k] - _mean), 2);
        }

        _between = _k * subjects.Sum(s => (s - _mean) * (s - _mean)) / (_n - 1);
        _repeats = _n * readers.Sum(r => (r - _mean) * (r - _mean)) / (_k - 1);
        _error = error / ((_n - 1) * (_k - 1));
        _within = within / (_n * (_k - 1));
    }

    public RepeatAgreement Measure(double level)
    {
        var tail = 0.5 + (level / 2);
        var deviation = Math.Sqrt(_within);
        var same = _n < 2 || Array.TrueForAll(_values, v => v == _values[0]);
        return new RepeatAgreement
        {
            Subjects = _n,
            Repeats = _k,
            OneWay = same ? None : Ratio(_between, _within, _n * (_k - 1), tail),
            Agreement = same ? None : Absolute(tail),
            Consistency = same ? None : Ratio(_between, _error, (_n - 1) * (_k - 1), tail),
            Concordance = same || _k != 2 ? None : Concordance(tail),
            WithinDeviation = deviation,
            WithinVariation = deviation / Math.Abs(_mean),
            RepeatabilityCoefficient = NormalDistribution.Quantile(0.975) * Math.Sqrt(2) * deviation,
        };
    }

    /// <summary>(B - W) / (B + (k - 1) W) and its limits by those of F.</summary>
    private BoundedEstimate Ratio(double between, double within, double degrees, double tail)
    {
        double Of(double f) => double.IsPositiveInfinity(f) ? 1 : (f - 1) / (f + _k - 1);
        var ratio = between / within;
        return new(Of(ratio), Of(ratio / FisherDistribution.Quantile(tail, _n - 1, degrees)), Of(ratio * FisherDistribution.Quantile(tail, degrees, _n - 1)));
    }

    /// <summary>ICC(2,1) and its limits, whose degrees of freedom are Satterthwaite's (McGraw and Wong 1996).</summary>
    private BoundedEstimate Absolute(double tail)
    {
        var (n, k) = ((double)_n, (double)_k);
        var r = 1 - (k * (((n - 1) * _error) + _repeats) / n / (_between + ((k - 1) * _error) + (k * (_repeats - _error) / n)));
        if (_error == 0 && _repeats == 0)
        {
            return new(1, 1, 1);
        }

        var ratio = _repeats / _error;
        var rest = (n * (1 + ((k - 1) * r))) - (k * r);
        var v = double.IsPositiveInfinity(ratio)
            ? k - 1
            : (n - 1) * (k - 1) * Math.Pow((k * r * ratio) + rest, 2) / (((n - 1) * k * k * r * r * ratio * ratio) + (rest * rest));
        var (low, high) = (FisherDistribution.Quantile(tail, n - 1, v), FisherDistribution.Quantile(tail, v, n - 1));
        // One minus a quotient that cannot be below 0: rounding leaves nothing above 1.
        var (mixed, apart) = ((k * _repeats) + (((k * n) - k - n) * _error), k * (_repeats + ((n - 1) * _error)));
        return new(r, 1 - (low * apart / ((low * mixed) + (n * _between))), 1 - (apart / (mixed + (n * high * _between))));
    }

    private BoundedEstimate Concordance(double tail)
    {
        double[] x = [.. Enumerable.Range(0, _n).Select(i => _values[2 * i])];
        double[] y = [.. Enumerable.Range(0, _n).Select(i => _values[(2 * i) + 1])];
        var (meanX, meanY) = (x.Average(), y.Average());
        var (xx, yy) = (x.Average(v => (v - meanX) * (v - meanX)), y.Average(v => (v - meanY) * (v - meanY)));
        var xy = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Average();
        var apart = meanX - meanY;
        var c = 2 * xy / (xx + yy + (apart * apart));
        var r = xy / Math.Sqrt(xx * yy);
        if (_n < 3 || !(Math.Abs(c) < 1) || !(Math.Abs(r) > 0))
        {
            return Math.Abs(c) >= 1 ? new(c, c, c) : new(c, double.NaN, double.NaN);
        }

        var u = apart * apart / Math.Sqrt(xx * yy);
        var rest = 1 - (c * c);
        var variance = (((1 - (r * r)) * c * c / (rest * r * r)) + (2 * c * c * c * (1 - c) * u / (r * rest * rest)) - (c * c * c * c * u * u / (2 * r * r * rest * rest))) / (_n - 2);
        var half = NormalDistribution.Quantile(tail) * Math.Sqrt(Math.Max(0, variance));
        return new(c, Math.Tanh(Math.Atanh(c) - half), Math.Tanh(Math.Atanh(c) + half));
    }
}
