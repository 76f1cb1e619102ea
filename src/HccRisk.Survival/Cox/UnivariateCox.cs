using HccRisk.Survival.Data;

namespace HccRisk.Survival.Cox;

/// <summary>Cox models of one variable each, judged at coefficient 0: no fit is needed.</summary>
internal static class UnivariateCox
{
    /// <summary>
    /// Score statistics (chi-square, one degree of freedom) of every column; Breslow ties. One sort, then O(n) a column.
    /// A constant column gives 0.
    /// </summary>
    /// <param name="x">Column-major: <paramref name="rows"/> values of the first column, then of the second, and so on.</param>
    /// <param name="rows">Patients.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="outcome">Follow-up; every positive code is the event.</param>
    public static double[] ScoreStatistics(ReadOnlySpan<double> x, int rows, int columns, SurvivalOutcome outcome)
    {
        var order = outcome.Order;
        var times = outcome.Times;
        var events = outcome.Events;
        var result = new double[columns];
        for (var j = 0; j < columns; j++)
        {
            var column = x.Slice(j * rows, rows);
            var (sum, squares, score, information) = (0.0, 0.0, 0.0, 0.0);
            for (var end = rows; end > 0;)
            {
                var start = end;
                var (deaths, deathSum) = (0, 0.0);
                do
                {
                    start--;
                    var row = order[start];
                    sum += column[row];
                    squares += column[row] * column[row];
                    if (events[row] != 0)
                    {
                        deaths++;
                        deathSum += column[row];
                    }
                }
                while (start > 0 && times[order[start - 1]] == times[order[start]]);

                if (deaths > 0)
                {
                    var atRisk = rows - start;
                    var mean = sum / atRisk;
                    score += deathSum - (deaths * mean);
                    information += deaths * Math.Max(0, (squares / atRisk) - (mean * mean));
                }

                end = start;
            }

            result[j] = information > 1e-12 ? score * score / information : 0;
        }

        return result;
    }
}
