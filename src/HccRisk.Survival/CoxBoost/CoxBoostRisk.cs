using System.Numerics.Tensors;
using HccRisk.Survival.Data;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.CoxBoost;

/// <summary>
/// The partial likelihood of one cause as a function of the linear predictor, each event with a denominator of its own: of d tied events in the
/// order of the rows, the l-th (from 0) sees all of them with the share 1 - l / d. In the Fine-Gray form whoever had another cause before stays at
/// risk with the weight G(t) / G(T), G being the Kaplan-Meier estimate of staying uncensored at the time itself.
/// </summary>
/// <remarks>
/// Rows lie by descending time, those with an event of the cause first among equal times. Case weights multiply the risk of a row and the
/// contribution of its event, each its own; that is R's CoxBoost, and not coxph's mean weight of tied events.
/// </remarks>
internal sealed class CoxBoostRisk
{
    private readonly int[] _codes;
    private readonly double[]? _weights;
    private readonly double[] _hazards;

    public CoxBoostRisk(SurvivalOutcome outcome, int cause, bool fineGray)
    {
        var (times, events) = (outcome.TimeArray, outcome.EventArray);
        int Code(int row) => events[row] == cause ? 1 : events[row] != 0 && fineGray ? 2 : 0;
        Order = [.. Enumerable.Range(0, outcome.Count).OrderByDescending(row => times[row]).ThenByDescending(row => Code(row) == 1).ThenBy(row => row)];
        _codes = Array.ConvertAll(Order, Code);
        _weights = outcome.WeightArray is { } weights ? Array.ConvertAll(Order, row => weights[row]) : null;
        var (starts, deaths) = (new List<int>(), new List<int>());
        for (var i = 0; i < Order.Length; i++)
        {
            if (i == 0 || times[Order[i]] != times[Order[i - 1]])
            {
                starts.Add(i);
                deaths.Add(0);
            }

            deaths[^1] += _codes[i] == 1 ? 1 : 0;
        }

        starts.Add(Order.Length);
        (Starts, Deaths) = ([.. starts], [.. deaths]);
        Times = Array.ConvertAll(Starts[..^1], s => times[Order[s]]);
        EventCount = Deaths.Sum();
        HasCompeting = _codes.AsSpan().Contains(2);
        Uncensored = new double[Deaths.Length];
        double uncensored = 1;
        for (var g = Deaths.Length - 1; g >= 0; g--)
        {
            double censored = _codes.AsSpan(Starts[g]..Starts[g + 1]).Count(0);
            uncensored *= HasCompeting ? 1 - (censored / Starts[g + 1]) : 1;
            Uncensored[g] = uncensored;
        }

        Risk = new double[Order.Length];
        Later = HasCompeting ? new double[Order.Length] : [];
        Residual = new double[Order.Length];
        Expected = new double[Order.Length];
        Denominators = new double[EventCount];
        EventWeights = [.. Enumerable.Range(0, Order.Length).Where(i => _codes[i] == 1).Select(i => _weights?[i] ?? 1)];
        _hazards = new double[EventCount];
    }

    /// <summary>Rows of the outcome in the order used here.</summary>
    public int[] Order { get; }

    /// <summary>First row of each distinct time, and the number of rows at the end.</summary>
    public int[] Starts { get; }

    /// <summary>Events of the cause at each distinct time; they are the first rows of the group.</summary>
    public int[] Deaths { get; }

    /// <summary>The distinct times, descending.</summary>
    public double[] Times { get; }

    public int EventCount { get; }

    public bool HasCompeting { get; }

    /// <summary>G at each distinct time; 1 where nobody competes.</summary>
    public double[] Uncensored { get; }

    /// <summary>Case weight times exp(linear predictor) at the last evaluation.</summary>
    public double[] Risk { get; }

    /// <summary>Risk over G of the rows with another cause, which stay at risk later; 0 for the others, empty where nobody competes.</summary>
    public double[] Later { get; }

    /// <summary>Observed less expected events of each row, times its case weight, at the last evaluation.</summary>
    public double[] Residual { get; }

    /// <summary>Expected events of each row, times its case weight, at the last evaluation.</summary>
    public double[] Expected { get; }

    /// <summary>Weighted risk of those at risk at each event, in the order of the rows.</summary>
    public double[] Denominators { get; }

    /// <summary>Case weight of each event.</summary>
    public double[] EventWeights { get; }

    /// <summary>Whether a row has another cause.</summary>
    public bool Competes(int row) => _codes[row] == 2;

    /// <summary>Log partial likelihood at a linear predictor; minus infinity where it overflows.</summary>
    public double Evaluate(ReadOnlySpan<double> eta)
    {
        Elementwise.Exp(eta, Risk);
        if (_weights is not null)
        {
            TensorPrimitives.Multiply<double>(Risk, _weights, Risk);
        }

        var log = Accumulate(eta, EarlierCompeting());
        Spread();
        return double.IsFinite(log) ? log : double.NegativeInfinity;
    }

    /// <summary>Cumulative baseline hazard at each distinct time, ascending in time.</summary>
    public double[] CumulativeHazard()
    {
        var result = new double[Deaths.Length];
        var (next, sum) = (EventCount, 0.0);
        for (var g = Deaths.Length - 1; g >= 0; g--)
        {
            for (var l = 0; l < Deaths[g]; l++)
            {
                sum += _hazards[--next];
            }

            result[Deaths.Length - 1 - g] = sum;
        }

        return result;
    }

    /// <summary>Risk over G of all rows with another cause.</summary>
    private double EarlierCompeting()
    {
        double sum = 0;
        for (var g = 0; HasCompeting && g < Deaths.Length; g++)
        {
            for (var i = Starts[g] + Deaths[g]; i < Starts[g + 1]; i++)
            {
                Later[i] = _codes[i] == 2 ? Risk[i] / Uncensored[g] : 0;
                sum += Later[i];
            }
        }

        return sum;
    }

    private double Accumulate(ReadOnlySpan<double> eta, double competing)
    {
        var (log, sum, next) = (0.0, 0.0, 0);
        for (var g = 0; g < Deaths.Length; g++)
        {
            double tied = 0;
            for (var i = Starts[g]; i < Starts[g + 1]; i++)
            {
                sum += Risk[i];
                tied += i < Starts[g] + Deaths[g] ? Risk[i] : 0;
                competing -= HasCompeting ? Later[i] : 0;
            }

            for (var l = 0; l < Deaths[g]; l++, next++)
            {
                var denominator = sum - ((double)l / Deaths[g] * tied) + (HasCompeting ? Uncensored[g] * Math.Max(0, competing) : 0);
                Denominators[next] = denominator;
                _hazards[next] = EventWeights[next] / denominator;
                log += EventWeights[next] * (eta[Starts[g] + l] - Math.Log(denominator));
            }
        }

        return log;
    }

    /// <summary>Expected events: the risk of a row times the hazards of the events at which it is at risk, by the share it has there.</summary>
    private void Spread()
    {
        var (next, cumulative) = (EventCount, 0.0);
        for (var g = Deaths.Length - 1; g >= 0; g--)
        {
            next -= Deaths[g];
            var (whole, shared) = (0.0, 0.0);
            for (var l = 0; l < Deaths[g]; l++)
            {
                whole += _hazards[next + l];
                shared += (1 - ((double)l / Deaths[g])) * _hazards[next + l];
            }

            for (var i = Starts[g]; i < Starts[g + 1]; i++)
            {
                Expected[i] = Risk[i] * (cumulative + (i < Starts[g] + Deaths[g] ? shared : whole));
            }

            cumulative += whole;
        }

        var (after, at) = (0.0, 0);
        for (var g = 0; g < Deaths.Length; g++)
        {
            for (var i = Starts[g]; i < Starts[g + 1]; i++)
            {
                Expected[i] += HasCompeting ? Later[i] * after : 0;
                Residual[i] = (_codes[i] == 1 ? _weights?[i] ?? 1 : 0) - Expected[i];
            }

            for (var l = 0; l < Deaths[g]; l++)
            {
                after += Uncensored[g] * _hazards[at++];
            }
        }
    }
}
