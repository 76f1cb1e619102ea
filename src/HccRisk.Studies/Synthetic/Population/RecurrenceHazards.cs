namespace HccRisk.Studies.Synthetic.Population;

/// <summary>
/// Piecewise-constant cause-specific hazards per month after resection: 1 aggressive recurrence (beyond Milan),
/// 2 recurrence within Milan, 3 death without recurrence. The last piece runs on beyond 60 months.
/// </summary>
internal static class RecurrenceHazards
{
    /// <summary>Months at which a piece begins.</summary>
    public static ReadOnlySpan<double> Edges => [0, 3, 6, 12, 24, 36, 60];

    /// <summary>Baseline hazard of aggressive recurrence in each piece.</summary>
    public static ReadOnlySpan<double> Aggressive =>
        [.40 * .0026, .40 * .0050, .40 * .0048, .40 * .0024, .40 * .0009, .40 * .0005, .40 * .0003];

    /// <summary>Baseline hazard of recurrence within Milan in each piece.</summary>
    public static ReadOnlySpan<double> WithinMilan =>
        [.70 * .0030, .70 * .0075, .70 * .0095, .70 * .0085, .70 * .0075, .70 * .0065, .70 * .0050];

    /// <summary>Hazard of death without recurrence, the same for everyone.</summary>
    public const double Death = .0008;

    /// <summary>Draws the first event by inverting the all-cause cumulative hazard.</summary>
    public static FirstEvent Draw(double lp1, double lp2, SyntheticRandom random)
    {
        var (ratio1, ratio2) = (Math.Exp(lp1), Math.Exp(lp2));
        var remaining = random.Exponential(1);
        for (var piece = 0; ; piece++)
        {
            var h1 = Aggressive[piece] * ratio1;
            var h2 = WithinMilan[piece] * ratio2;
            var all = h1 + h2 + Death;
            var width = piece + 1 < Edges.Length ? Edges[piece + 1] - Edges[piece] : double.PositiveInfinity;
            if (remaining >= all * width)
            {
                remaining -= all * width;
                continue;
            }

            var pick = random.Uniform() * all;
            return new FirstEvent(Edges[piece] + (remaining / all), pick <= h1 ? 1 : pick <= h1 + h2 ? 2 : 3);
        }
    }

    /// <summary>
    /// The closed-form cumulative incidence of a cause (1, 2 or 3) by a time in months: in each piece the share h_k/h
    /// of the survival lost.
    /// </summary>
    public static double CumulativeIncidence(double lp1, double lp2, int cause, double months)
    {
        var (ratio1, ratio2) = (Math.Exp(lp1), Math.Exp(lp2));
        double survival = 1, incidence = 0;
        for (var piece = 0; piece < Edges.Length && Edges[piece] < months; piece++)
        {
            var h1 = Aggressive[piece] * ratio1;
            var h2 = WithinMilan[piece] * ratio2;
            var all = h1 + h2 + Death;
            var end = piece + 1 < Edges.Length ? Math.Min(Edges[piece + 1], months) : months;
            var lost = survival * (1 - Math.Exp(-all * (end - Edges[piece])));
            incidence += lost * (cause switch { 1 => h1, 2 => h2, 3 => Death, _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "cause is 1, 2 or 3") }) / all;
            survival -= lost;
        }

        return incidence;
    }
}
