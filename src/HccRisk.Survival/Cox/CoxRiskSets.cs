using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using HccRisk.Survival.Data;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Cox;

/// <summary>
/// The Cox partial likelihood as a function of the linear predictor: everything that needs the risk sets but no covariate.
/// Rows are in the outcome's time order (stratum by stratum, ascending, events before censorings), and one pass costs O(n).
/// </summary>
/// <remarks>
/// <para>
/// With h the hazard increments, the derivative of the log-likelihood by the linear predictor is <c>status - expected</c>
/// (the martingale residual), and its negative second derivative is <c>diag(expected) - Q</c>, Q being the sum over events of
/// the outer square of the risk-set weights.
/// </para>
/// <para>
/// Times are grouped within a stratum. Going backwards in time, the rows of a group join the risk set; those whose entry
/// comes at or after the group's time leave it again. Weights enter as in R: a weighted risk, and under Efron the mean weight
/// of the tied events for each of them.
/// </para>
/// </remarks>
internal sealed class CoxRiskSets
{
    private readonly bool _efron;
    private readonly double[]? _offset;
    private readonly double[] _shifted;
    private readonly bool[] _fresh;
    private readonly int[]? _leaveStarts;
    private readonly int[] _leaving = [];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public CoxRiskSets(SurvivalOutcome outcome, TieHandling ties, IReadOnlyList<int>? strata = null, IReadOnlyList<double>? offset = null)
    {
        _efron = ties == TieHandling.Efron;
        (Order, Strata, var rowStarts) = RowOrder.ByStratum(outcome, strata);
        var times = outcome.TimeArray;
        var events = outcome.EventArray;
        Weights = InOrder(outcome.WeightArray);
        _offset = offset is null ? null : Array.ConvertAll(Order, row => offset[row]);
        _shifted = offset is null ? [] : new double[Order.Length];
        var starts = new List<int>();
        var deaths = new List<int>();
        StratumStarts = new int[Strata.Length + 1];
        for (var s = 0; s < Strata.Length; s++)
        {
            StratumStarts[s] = starts.Count;
            for (var i = rowStarts[s]; i < rowStarts[s + 1]; i++)
            {
                if (i == rowStarts[s] || times[Order[i]] != times[Order[i - 1]])
                {
                    starts.Add(i);
                    deaths.Add(0);
                }

                if (events[Order[i]] != 0)
                {
                    deaths[^1]++;
                    EventCount++;
                }
            }
        }

        StratumStarts[^1] = starts.Count;
        starts.Add(Order.Length);
        Starts = [.. starts];
        Deaths = [.. deaths];
        Times = Array.ConvertAll(Starts[..^1], s => times[Order[s]]);
        MeanWeights = new double[Deaths.Length];
        for (var g = 0; g < Deaths.Length; g++)
        {
            MeanWeights[g] = Deaths[g] == 0 || Weights is null ? 1 : TensorPrimitives.Sum<double>(Weights.AsSpan(Starts[g], Deaths[g])) / Deaths[g];
        }

        HazardSteps = new double[Deaths.Length];
        HazardStepsOfDeaths = new double[Deaths.Length];
        RiskSums = new double[Deaths.Length];
        DeathSums = new double[Deaths.Length];
        Risk = new double[Order.Length];
        Expected = new double[Order.Length];
        Entries = InOrder(outcome.EntryArray);
        if (Entries is not null)
        {
            EntryGroups = FindEntryGroups(Entries);
            (_leaveStarts, _leaving) = RowOrder.Bucket(EntryGroups, Deaths.Length);
        }

        _fresh = FindFresh();
    }

    /// <summary>Rows of the outcome in the order used here.</summary>
    public int[] Order { get; }

    /// <summary>The distinct stratum labels, ascending; one when there are no strata.</summary>
    public int[] Strata { get; }

    /// <summary>First group of each stratum, and the number of groups at the end.</summary>
    public int[] StratumStarts { get; }

    /// <summary>First row of each distinct time, and the number of rows at the end.</summary>
    public int[] Starts { get; }

    /// <summary>Events at each distinct time; they are the first rows of the group.</summary>
    public int[] Deaths { get; }

    /// <summary>The distinct times of each stratum.</summary>
    public double[] Times { get; }

    /// <summary>Mean case weight of the events of each group (1 without weights).</summary>
    public double[] MeanWeights { get; }

    /// <summary>Case weights in the order used here; null when every row counts once.</summary>
    public double[]? Weights { get; }

    /// <summary>Entry times in the order used here; null when every row is at risk from the start.</summary>
    public double[]? Entries { get; }

    /// <summary>First group at which each row is at risk; null without entry times.</summary>
    public int[]? EntryGroups { get; }

    public int EventCount { get; }

    /// <summary>Case weight times exp(linear predictor + offset) of the last evaluation.</summary>
    public double[] Risk { get; }

    /// <summary>Expected number of events of each row, times its case weight, at the last evaluation.</summary>
    public double[] Expected { get; }

    /// <summary>Increment of the cumulative baseline hazard at each distinct time.</summary>
    public double[] HazardSteps { get; }

    /// <summary>The part of the increment that those who die at the time themselves receive (less under Efron).</summary>
    public double[] HazardStepsOfDeaths { get; }

    /// <summary>Sum of <see cref="Risk"/> over those at risk at each distinct time.</summary>
    public double[] RiskSums { get; }

    /// <summary>Sum of <see cref="Risk"/> over those who die at each distinct time.</summary>
    public double[] DeathSums { get; }

    /// <summary>Whether the events of a group each see another risk set (Efron, tied).</summary>
    public bool IsSplit(int group) => _efron && Deaths[group] > 1;

    /// <summary>Whether nobody else is at risk when the rows of a group join.</summary>
    public bool StartsAnew(int group) => _fresh[group];

    /// <summary>Rows that are at risk at the next group of the stratum but not yet at this one.</summary>
    public ReadOnlySpan<int> Leaving(int group) =>
        _leaveStarts is null ? [] : _leaving.AsSpan(_leaveStarts[group + 1].._leaveStarts[group + 2]);

    /// <summary>Log partial likelihood at a linear predictor; minus infinity where it overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Evaluate(ReadOnlySpan<double> eta)
    {
        if (_offset is not null)
        {
            TensorPrimitives.Add(eta, _offset, _shifted);
            eta = _shifted;
        }

        var risk = Risk;
        for (var i = 0; i < risk.Length; i++)
        {
            risk[i] = Math.Exp(eta[i]) * (Weights is null ? 1 : Weights[i]);
        }

        double log = 0;
        double sum = 0;
        for (var g = Deaths.Length - 1; g >= 0; g--)
        {
            if (_fresh[g])
            {
                sum = 0;
            }
            else
            {
                foreach (var row in Leaving(g))
                {
                    sum -= risk[row];
                }
            }

            log += Join(g, eta, ref sum);
        }

        Spread(HazardSteps, HazardStepsOfDeaths, Expected);
        return double.IsFinite(log) ? log : double.NegativeInfinity;
    }

    /// <summary>
    /// Writes the risk-set means of the covariates, one row per event (one per event time under Breslow), scaled so that the
    /// information is <c>X' diag(expected) X - sum of m m'</c>.
    /// </summary>
    /// <param name="x">Covariates in the order used here.</param>
    /// <param name="stride">Values a row.</param>
    /// <param name="target">Receives the rows.</param>
    /// <param name="factors">Factor of each group (0 or greater) in the sum; empty for 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void VisitMeans(ReadOnlySpan<double> x, int stride, SymmetricProduct target, ReadOnlySpan<double> factors = default)
    {
        var sum = new double[stride];
        var deathSum = new double[stride];
        for (var g = Deaths.Length - 1; g >= 0; g--)
        {
            AddToSums(g, x, stride, sum, deathSum);
            if (Deaths[g] == 0)
            {
                continue;
            }

            var factor = Math.Sqrt(MeanWeights[g] * (factors.IsEmpty ? 1 : factors[g]));
            if (!IsSplit(g))
            {
                PaddedRows.Scale(sum, factor * Math.Sqrt(Deaths[g]) / RiskSums[g], target.NextRow());
                continue;
            }

            for (var k = 0; k < Deaths[g]; k++)
            {
                var part = (double)k / Deaths[g];
                var scale = factor / (RiskSums[g] - part * DeathSums[g]);
                var mean = target.NextRow();
                PaddedRows.Scale(sum, scale, mean);
                PaddedRows.AddScaled(deathSum, -part * scale, mean);
            }
        }
    }

    /// <summary>
    /// Moves the risk-weighted sums of the covariates from the next group to this one; the sum over its events is only
    /// written where they are split.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddToSums(int group, ReadOnlySpan<double> x, int stride, Span<double> sum, Span<double> deathSum)
    {
        if (_fresh[group])
        {
            sum.Clear();
        }
        else
        {
            foreach (var row in Leaving(group))
            {
                PaddedRows.AddScaled(x.Slice(row * stride, stride), -Risk[row], sum);
            }
        }

        var tied = IsSplit(group);
        if (tied)
        {
            deathSum.Clear();
        }

        var alive = Starts[group] + Deaths[group];
        for (var i = Starts[group]; i < Starts[group + 1]; i++)
        {
            var row = x.Slice(i * stride, stride);
            PaddedRows.AddScaled(row, Risk[i], sum);
            if (tied && i < alive)
            {
                PaddedRows.AddScaled(row, Risk[i], deathSum);
            }
        }
    }

    /// <summary>result_i = risk_i times the steps summed over the times at which row i is at risk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Spread(double[] steps, double[] stepsOfDeaths, Span<double> result)
    {
        var before = EntryGroups is null ? [] : new double[Deaths.Length];
        for (var s = 0; s < Strata.Length; s++)
        {
            double cumulative = 0;
            for (var g = StratumStarts[s]; g < StratumStarts[s + 1]; g++)
            {
                if (before.Length > 0)
                {
                    before[g] = cumulative;
                }

                var after = Starts[g] + Deaths[g];
                for (var i = Starts[g]; i < after; i++)
                {
                    result[i] = Risk[i] * (cumulative + stepsOfDeaths[g]);
                }

                cumulative += steps[g];
                for (var i = after; i < Starts[g + 1]; i++)
                {
                    result[i] = Risk[i] * cumulative;
                }
            }
        }

        if (EntryGroups is not null)
        {
            for (var i = 0; i < result.Length; i++)
            {
                result[i] -= Risk[i] * before[EntryGroups[i]];
            }
        }
    }

    /// <summary>Values of the caller's rows in the order used here.</summary>
    private double[]? InOrder(double[]? values) => values is null ? null : Array.ConvertAll(Order, row => values[row]);

    private int[] FindEntryGroups(double[] entries)
    {
        var result = new int[Order.Length];
        for (var s = 0; s < Strata.Length; s++)
        {
            var (from, to) = (StratumStarts[s], StratumStarts[s + 1]);
            for (var i = Starts[from]; i < Starts[to]; i++)
            {
                var at = Array.BinarySearch(Times, from, to - from, entries[i]);
                result[i] = at >= 0 ? at + 1 : ~at;
            }
        }

        return result;
    }

    /// <summary>
    /// Groups at which nobody else is at risk when their own rows join: the last of a stratum, and with entry times any after
    /// a gap. There the sums start anew, so that what rounding leaves of an empty risk set never reaches the next one.
    /// </summary>
    private bool[] FindFresh()
    {
        var result = new bool[Deaths.Length];
        for (var s = 0; s < Strata.Length; s++)
        {
            var atRisk = 0;
            for (var g = StratumStarts[s + 1] - 1; g >= StratumStarts[s]; g--)
            {
                atRisk -= atRisk == 0 ? 0 : Leaving(g).Length;
                result[g] = atRisk == 0;
                atRisk += Starts[g + 1] - Starts[g];
            }
        }

        return result;
    }

    /// <summary>Adds the rows of a group to the risk set; returns what its events add to the log-likelihood.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Join(int g, ReadOnlySpan<double> eta, ref double sum)
    {
        var risk = Risk;
        var deaths = Deaths[g];
        double log = 0;
        double deathSum = 0;
        for (var i = Starts[g]; i < Starts[g] + deaths; i++)
        {
            deathSum += risk[i];
            log += Weights is null ? eta[i] : Weights[i] * eta[i];
        }

        for (var i = Starts[g] + deaths; i < Starts[g + 1]; i++)
        {
            sum += risk[i];
        }

        sum += deathSum;
        RiskSums[g] = sum;
        DeathSums[g] = deathSum;
        var weight = MeanWeights[g];
        double step = 0;
        double stepOfDeaths = 0;
        if (deaths > 0 && (!_efron || deaths == 1))
        {
            log -= weight * deaths * Math.Log(sum);
            step = stepOfDeaths = weight * deaths / sum;
        }
        else
        {
            for (var k = 0; k < deaths; k++)
            {
                var part = (double)k / deaths;
                var denominator = sum - part * deathSum;
                log -= weight * Math.Log(denominator);
                step += weight / denominator;
                stepOfDeaths += weight * (1 - part) / denominator;
            }
        }

        HazardSteps[g] = step;
        HazardStepsOfDeaths[g] = stepOfDeaths;
        return log;
    }
}
