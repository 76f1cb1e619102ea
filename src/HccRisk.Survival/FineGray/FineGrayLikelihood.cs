using System.Numerics.Tensors;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.FineGray;

/// <summary>
/// The weighted partial likelihood of Fine and Gray (JASA 1999), Breslow ties: whoever had a competing event stays at risk
/// with the weight G(t-) / G(T-), G being the Kaplan-Meier estimate of staying uncensored. Each pass costs O(n).
/// </summary>
internal sealed class FineGrayLikelihood : ICoxLikelihood
{
    private readonly int _stride;
    private readonly double[] _riskSums;
    private readonly double[] _expected;
    private readonly SymmetricProduct _weighted;
    private readonly SymmetricProduct _product;

    public FineGrayLikelihood(SurvivalOutcome outcome, int cause, int stride, CensoringTies ties = CensoringTies.Simultaneous)
    {
        _stride = stride;
        Order = outcome.Order;
        var times = outcome.SortedTimes;
        var starts = new List<int>();
        for (var i = 0; i < times.Length; i++)
        {
            if (i == 0 || times[i] != times[i - 1])
            {
                starts.Add(i);
            }
        }

        starts.Add(times.Length);
        Starts = [.. starts];
        var groups = Starts.Length - 1;
        Times = Array.ConvertAll(Starts[..^1], s => times[s]);
        Codes = Array.ConvertAll(Order, row => outcome.EventArray[row] == 0 ? 0 : outcome.EventArray[row] == cause ? 1 : 2);
        Deaths = new int[groups];
        Censored = new int[groups];
        Uncensored = new double[groups];
        double uncensored = 1;
        for (var g = 0; g < groups; g++)
        {
            Uncensored[g] = uncensored;
            var codes = Codes.AsSpan(Starts[g]..Starts[g + 1]);
            Deaths[g] = codes.Count(1);
            Censored[g] = codes.Count(0);
            var atRisk = times.Length - Starts[g] - (ties == CensoringTies.EventsFirst ? codes.Length - Censored[g] : 0);
            uncensored *= Censored[g] == 0 ? 1 : 1 - ((double)Censored[g] / atRisk);
        }

        EventCount = Deaths.Sum();
        Risk = new double[times.Length];
        Steps = new double[groups];
        Means = new double[groups * stride];
        _riskSums = new double[groups];
        _expected = new double[times.Length];
        _weighted = new SymmetricProduct(stride);
        _product = new SymmetricProduct(stride);
    }

    /// <summary>Rows of the outcome by ascending time.</summary>
    public int[] Order { get; }

    /// <summary>First row of each distinct time, and the number of rows at the end.</summary>
    public int[] Starts { get; }

    public double[] Times { get; }

    /// <summary>0 censored, 1 the cause of interest, 2 another cause.</summary>
    public int[] Codes { get; }

    /// <summary>Events of interest at each distinct time.</summary>
    public int[] Deaths { get; }

    public int[] Censored { get; }

    /// <summary>G just before each distinct time; at a tie censorings come with the events as in cmprsk, or after them as in survival's finegray.</summary>
    public double[] Uncensored { get; }

    public int EventCount { get; }

    /// <summary>exp(linear predictor) of the last evaluation.</summary>
    public double[] Risk { get; }

    /// <summary>Increments of the cumulative subdistribution hazard at the last evaluation.</summary>
    public double[] Steps { get; }

    /// <summary>Weighted risk-set mean of the covariates at each event time of interest, after <see cref="Differentiate"/>; else 0.</summary>
    public double[] Means { get; }

    public double Evaluate(ReadOnlySpan<double> eta)
    {
        Elementwise.Exp(eta, Risk);
        double log = 0;
        double sum = 0;
        for (var g = Deaths.Length - 1; g >= 0; g--)
        {
            sum += TensorPrimitives.Sum<double>(Risk.AsSpan(Starts[g]..Starts[g + 1]));
            _riskSums[g] = sum;
        }

        double gone = 0;
        double cumulative = 0;
        for (var g = 0; g < Deaths.Length; g++)
        {
            _riskSums[g] += Uncensored[g] * gone;
            Steps[g] = Deaths[g] / _riskSums[g];
            cumulative += Steps[g];
            log -= Deaths[g] == 0 ? 0 : Deaths[g] * Math.Log(_riskSums[g]);
            for (var i = Starts[g]; i < Starts[g + 1]; i++)
            {
                _expected[i] = Risk[i] * cumulative;
                log += Codes[i] == 1 ? eta[i] : 0;
                gone += Codes[i] == 2 ? Risk[i] / Uncensored[g] : 0;
            }
        }

        double later = 0;
        for (var g = Deaths.Length - 1; g >= 0; g--)
        {
            for (var i = Starts[g]; i < Starts[g + 1]; i++)
            {
                _expected[i] += Codes[i] == 2 ? Risk[i] / Uncensored[g] * later : 0;
            }

            later += Uncensored[g] * Steps[g];
        }

        return double.IsFinite(log) ? log : double.NegativeInfinity;
    }

    public void Differentiate(double[] x, Span<double> gradient, Span<double> information)
    {
        FindMeans(x);
        gradient.Clear();
        _weighted.Clear();
        _product.Clear();
        for (var i = 0; i < Order.Length; i++)
        {
            var row = x.AsSpan(i * _stride, _stride);
            TensorPrimitives.MultiplyAdd(row, (Codes[i] == 1 ? 1 : 0) - _expected[i], gradient, gradient);
            TensorPrimitives.Multiply(row, Math.Sqrt(_expected[i]), _weighted.NextRow());
        }

        for (var g = 0; g < Deaths.Length; g++)
        {
            if (Deaths[g] > 0)
            {
                TensorPrimitives.Multiply(Means.AsSpan(g * _stride, _stride), Math.Sqrt(Deaths[g]), _product.NextRow());
            }
        }

        _weighted.Flush();
        _product.Flush();
        TensorPrimitives.Subtract(_weighted.Sum, _product.Sum, information);
    }

    private void FindMeans(double[] x)
    {
        var sum = new double[_stride];
        for (var g = Deaths.Length - 1; g >= 0; g--)
        {
            for (var i = Starts[g]; i < Starts[g + 1]; i++)
            {
                TensorPrimitives.MultiplyAdd(x.AsSpan(i * _stride, _stride), Risk[i], sum, sum);
            }

            if (Deaths[g] > 0)
            {
                sum.CopyTo(Means, g * _stride);
            }
        }

        Array.Clear(sum);
        for (var g = 0; g < Deaths.Length; g++)
        {
            if (Deaths[g] > 0)
            {
                var mean = Means.AsSpan(g * _stride, _stride);
                TensorPrimitives.MultiplyAdd(sum, Uncensored[g], mean, mean);
                TensorPrimitives.Divide(mean, _riskSums[g], mean);
            }

            for (var i = Starts[g]; i < Starts[g + 1]; i++)
            {
                if (Codes[i] == 2)
                {
                    TensorPrimitives.MultiplyAdd(x.AsSpan(i * _stride, _stride), Risk[i] / Uncensored[g], sum, sum);
                }
            }
        }
    }
}
