using System.Buffers;

namespace HccRisk.Survival.Cox;

/// <summary>
/// Cumulative incidence of a cause whose hazard is proportional, beside causes whose average hazard competes: the sum over its jumps of
/// the share
/// free of the others times the fall of exp(-hazard * risk).
/// </summary>
internal sealed class ProportionalIncidence
{
    private readonly double[] _times;
    private readonly double[] _hazards;
    private readonly double[] _free;

    /// <summary>Keeps the times at which the hazard of the cause rises.</summary>
    /// <param name="times">Ascending.</param>
    /// <param name="hazards">Cumulative hazard of the cause at each.</param>
    /// <param name="competing">Cumulative hazard of the other causes just before each.</param>
    public ProportionalIncidence(IReadOnlyList<double> times, IReadOnlyList<double> hazards, IReadOnlyList<double> competing)
    {
        int[] jumps = [.. Enumerable.Range(0, times.Count).Where(i => hazards[i] > (i == 0 ? 0 : hazards[i - 1]))];
        _times = Array.ConvertAll(jumps, i => times[i]);
        _hazards = Array.ConvertAll(jumps, i => hazards[i]);
        _free = Array.ConvertAll(jumps, i => Math.Exp(-competing[i]));
    }

    /// <summary>The incidence at several times in one pass, with one exponential a jump.</summary>
    /// <param name="logRisk">The score; NaN gives NaN.</param>
    /// <param name="times">Any times, in any order.</param>
    /// <param name="incidence">Receives one value a time.</param>
    public void At(double logRisk, ReadOnlySpan<double> times, Span<double> incidence)
    {
        var order = ArrayPool<int>.Shared.Rent(times.Length);
        var sorted = ArrayPool<double>.Shared.Rent(times.Length);
        for (var k = 0; k < times.Length; k++)
        {
            (order[k], sorted[k]) = (k, times[k]);
        }

        Array.Sort(sorted, order, 0, times.Length);
        var (jump, sum, before, risk) = (0, double.IsNaN(logRisk) ? double.NaN : 0.0, 1.0, Math.Exp(logRisk));
        for (var k = 0; k < times.Length; k++)
        {
            for (; jump < _times.Length && _times[jump] <= sorted[k]; jump++)
            {
                var after = Math.Exp(-_hazards[jump] * risk);
                sum += _free[jump] * (before - after);
                before = after;
            }

            incidence[order[k]] = sum;
        }

        ArrayPool<int>.Shared.Return(order);
        ArrayPool<double>.Shared.Return(sorted);
    }

    /// <summary>
    /// The same as constants and weights of exp(-hazard * risk): between two jumps the weight is the change of the share free of other
    /// causes, so only
    /// jumps where it changes, and the last before each time, have one.
    /// </summary>
    /// <param name="times">Any times, in any order; NaN where nothing is known.</param>
    public (double[] Hazards, double[]?[] Weights, double[] Constants) Terms(IReadOnlyList<double> times)
    {
        int[] counts = [.. times.Select(t => double.IsNaN(t) ? -1 : UpTo(t))];
        var most = counts.DefaultIfEmpty(0).Max();
        int[] nodes = [.. Enumerable.Range(1, Math.Max(0, most)).Where(i => counts.Contains(i) || (i < most && _free[i] != _free[i - 1]))];
        double[] hazards = nodes.Length == 0 ? [0] : [.. nodes.Select(i => _hazards[i - 1])];
        double Weight(int node, int count) => node < count ? _free[node] - _free[node - 1] : node == count ? -_free[node - 1] : 0;
        double[]?[] weights = [.. counts.Select(k => k < 0 ? null : nodes.Length == 0 ? [0.0] : Array.ConvertAll(nodes, i => Weight(i, k)))];
        return (hazards, weights, [.. counts.Select(k => k > 0 ? _free[0] : 0.0)]);
    }

    /// <summary>How many jumps there are up to a time.</summary>
    private int UpTo(double time) => Array.BinarySearch(_times, time) is >= 0 and var at ? at + 1 : ~Array.BinarySearch(_times, time);
}
