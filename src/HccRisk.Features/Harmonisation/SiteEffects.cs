using HccRisk.Core.Learning;

namespace HccRisk.Features.Harmonisation;

/// <summary>Estimates what a site does to the location and scale of its slots.</summary>
/// <param name="Prior">What slots say of each other.</param>
/// <param name="CorrectScale">Whether scales are estimated.</param>
/// <param name="Tolerance">Where iterations stop.</param>
/// <param name="StrictTolerance">Whether that is asked of all slots.</param>
internal sealed record SiteEffects(CombatPrior Prior, bool CorrectScale, double Tolerance, bool StrictTolerance)
{
    private const int MostRounds = 100_000;

    /// <summary>Shifts and variances, both in the pooled unit; NaN where a slot has no values.</summary>
    /// <param name="moments">Standardised values of the slots.</param>
    public (double[] Shift, double[] Spread) Of(IReadOnlyList<SiteMoments> moments)
    {
        int[] known = [.. Enumerable.Range(0, moments.Count).Where(j => moments[j].IsKnown)];
        SiteMoments[] slots = [.. known.Select(j => moments[j])];
        double[] spreads = [.. slots.Select(m => CorrectScale ? m.Variance : 1)];
        double[] shifts = [.. slots.Select(m => m.Mean)];
        if (Prior != CombatPrior.None && slots.Length > 0)
        {
            if (slots.Length == 1)
            {
                throw new ColumnException("Only one slot varies: ComBat has no other slots to learn a prior from; set Prior to None.");
            }

            (shifts, spreads) = Prior == CombatPrior.Nonparametric ? Weighted(slots, shifts, spreads)
                : CorrectScale ? Iterated(slots, shifts, spreads)
                : MeansAlone(shifts, spreads);
        }

        var (allShifts, allSpreads) = (new double[moments.Count], new double[moments.Count]);
        Array.Fill(allShifts, double.NaN);
        Array.Fill(allSpreads, double.NaN);
        for (var i = 0; i < known.Length; i++)
        {
            (allShifts[known[i]], allSpreads[known[i]]) = (shifts[i], spreads[i]);
        }

        return (allShifts, allSpreads);
    }

    private static (double Mean, double Variance) MeanAndVariance(double[] values)
    {
        var moments = SiteMoments.Of(values);
        return (moments.Mean, moments.Squares / (values.Length - 1));
    }

    private static (double[] Shifts, double[] Spreads) MeansAlone(double[] shifts, double[] spreads)
    {
        var (centre, variance) = MeanAndVariance(shifts);
        return ([.. shifts.Select(g => ((variance * g) + centre) / (variance + 1))], spreads);
    }

    /// <summary>Means of the posterior distributions, each given the other, until they stay.</summary>
    private (double[] Shifts, double[] Spreads) Iterated(SiteMoments[] slots, double[] shifts, double[] spreads)
    {
        var (centre, variance) = MeanAndVariance(shifts);
        var (mean, width) = MeanAndVariance(spreads);

        // Inverse gamma of that mean and variance. Where all scales are equal it is that scale.
        var (shape, scale) = (((2 * width) + (mean * mean)) / width, ((mean * width) + (mean * mean * mean)) / width);
        var (g, d) = (shifts.ToArray(), spreads.ToArray());
        for (var round = 0; round < MostRounds; round++)
        {
            var change = 0.0;
            for (var j = 0; j < slots.Length; j++)
            {
                var (count, oldG, oldD) = (slots[j].Count, g[j], d[j]);
                g[j] = ((variance * count * shifts[j]) + (oldD * centre)) / ((variance * count) + oldD);
                d[j] = width > 0 ? ((0.5 * slots[j].SquaresAround(g[j])) + scale) / ((count / 2.0) + shape - 1) : mean;
                var (byG, byD) = (Math.Abs(g[j] - oldG) / oldG, Math.Abs(d[j] - oldD) / oldD);
                byG = StrictTolerance ? Math.Abs(byG) : byG;
                change = byG > change ? byG : change;
                change = byD > change ? byD : change;
            }

            if (change <= Tolerance)
            {
                return (g, d);
            }
        }

        throw new ArithmeticException(FormattableString.Invariant($"ComBat's estimates still move by more than {Tolerance} after {MostRounds} rounds; ask for less."));
    }

    /// <summary>Estimates of the other slots, weighed by how likely each makes the values of this one; in logarithms, which do not underflow.</summary>
    private static (double[] Shifts, double[] Spreads) Weighted(SiteMoments[] slots, double[] shifts, double[] spreads)
    {
        var (g, d) = (new double[slots.Length], new double[slots.Length]);
        double[] logs = [.. spreads.Select(s => Math.Log(2 * Math.PI * s))];
        Parallel.For(0, slots.Length, i =>
        {
            var weights = new double[slots.Length];
            var highest = double.NegativeInfinity;
            for (var j = 0; j < weights.Length; j++)
            {
                weights[j] = j == i ? double.NegativeInfinity
                    : (-0.5 * slots[i].Count * logs[j]) - (slots[i].SquaresAround(shifts[j]) / (2 * spreads[j]));
                highest = Math.Max(highest, weights[j]);
            }

            var sum = 0.0;
            for (var j = 0; j < weights.Length; j++)
            {
                var weight = Math.Exp(weights[j] - highest);
                sum += weight;
                g[i] += weight * shifts[j];
                d[i] += weight * spreads[j];
            }

            (g[i], d[i]) = (g[i] / sum, d[i] / sum);
        });
        return (g, d);
    }
}
