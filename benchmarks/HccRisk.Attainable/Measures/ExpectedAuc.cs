namespace HccRisk.Attainable.Measures;

/// <summary>The AUC in expectation over outcomes: patients weigh as cases and as controls by their true probabilities.</summary>
internal static class ExpectedAuc
{
    /// <summary>
    /// Sum over pairs of different patients (i, j) of <c>case(i) control(j)</c> times 1 where i scores higher and a half where equal, over the sum of
    /// the weights.
    /// </summary>
    /// <param name="scores">Higher = more risk.</param>
    /// <param name="cases">Probability of being a case at the horizon.</param>
    /// <param name="controls">Probability of being a control.</param>
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<double> cases, ReadOnlySpan<double> controls)
    {
        var (sorted, order) = (scores.ToArray(), new int[scores.Length]);
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(sorted, order);
        double below = 0, won = 0, allCases = 0, same = 0;
        for (int start = 0, end; start < order.Length; start = end)
        {
            double casesHere = 0, controlsHere = 0;
            for (end = start; end < order.Length && sorted[end] == sorted[start]; end++)
            {
                casesHere += cases[order[end]];
                controlsHere += controls[order[end]];
                same += cases[order[end]] * controls[order[end]];
            }

            won += casesHere * (below + (controlsHere / 2));
            below += controlsHere;
            allCases += casesHere;
        }

        // A patient is in no pair with itself.
        return (won - (same / 2)) / ((allCases * below) - same);
    }
}
