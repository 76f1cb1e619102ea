using System.Numerics.Tensors;
using HccRisk.Survival.HypothesisTests;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Cox;

/// <summary>
/// Test of proportional hazards: the score test for adding <c>covariate * g(time)</c> to a fitted Cox model (Grambsch and
/// Therneau, Biometrika 1994), with the true information at each event time as in R's <c>cox.zph</c> since survival 3.0.
/// </summary>
public static class ProportionalHazards
{
    /// <summary>Tests every column and all of them together.</summary>
    /// <param name="model">A fitted model without a penalty.</param>
    /// <param name="transform">The function g of time.</param>
    /// <returns>
    /// Chi-square tests by the model-based information, also when the model has a robust variance; NaN, on 0 degrees of freedom, for a column that
    /// does not vary among those at risk or whose coefficient grows without bound (named in <see cref="CoxModel.Warnings"/>).
    /// </returns>
    /// <exception cref="NotSupportedException">The model has a penalty, or log time was asked for with an event at time 0.</exception>
    public static ProportionalHazardsResult Test(CoxModel model, TimeTransform transform = TimeTransform.KaplanMeier)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Test(model, [.. model.ColumnNames.Select((name, j) => (name, (IReadOnlyList<int>)[j]))], transform);
    }

    /// <summary>Tests sets of columns, each as a whole (the levels of a factor, the columns of a spline), and all columns together.</summary>
    /// <param name="model">A fitted model without a penalty.</param>
    /// <param name="terms">Name of each set and the indices of its columns.</param>
    /// <param name="transform">The function g of time.</param>
    /// <returns>
    /// One test a set, under its name, with as many degrees of freedom as columns; NaN, on 0 degrees of freedom, when none of its columns can be tested.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The model has no such column.</exception>
    /// <exception cref="NotSupportedException">The model has a penalty, or log time was asked for with an event at time 0.</exception>
    public static ProportionalHazardsResult Test(
        CoxModel model, IReadOnlyList<(string Name, IReadOnlyList<int> Columns)> terms, TimeTransform transform = TimeTransform.KaplanMeier)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(terms);
        foreach (var column in terms.SelectMany(t => t.Columns))
        {
            ArgumentOutOfRangeException.ThrowIfNegative(column, nameof(terms));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, model.ColumnNames.Count, nameof(terms));
        }

        if (model.Options.Ridge > 0)
        {
            throw new NotSupportedException("The test of proportional hazards needs a Cox model without a penalty.");
        }

        var sets = model.Sets;
        if (transform == TimeTransform.Log && sets.Times.Contains(0))
        {
            throw new NotSupportedException("The test of proportional hazards by log time is not defined with an event at time 0: take another function of time.");
        }

        var design = model.Design;
        var factors = Factors(sets, transform);
        var plain = Information(sets, design, Array.ConvertAll(factors, _ => 1.0));
        var once = Information(sets, design, factors);
        var twice = Information(sets, design, Array.ConvertAll(factors, f => f * f));
        var score = Score(sets, design, factors);
        if (model.Options.Ties == TieHandling.Exact)
        {
            // The exact coefficients do not zero Breslow's score, so here the constant in g matters: R centres it at the events.
            double events = 0;
            double sum = 0;
            for (var g = 0; g < factors.Length; g++)
            {
                events += sets.Deaths[g];
                sum += sets.Deaths[g] * factors[g];
            }

            TensorPrimitives.MultiplyAdd(Score(sets, design, Array.ConvertAll(factors, _ => 1.0)), -sum / events, score, score);
        }

        int[] identified = [.. Enumerable.Range(0, design.Width).Where(j => !double.IsNaN(model.StandardErrors[j]))];
        int[] estimable = [.. identified.Where(j => model.Diverging.Length == 0 || !model.Diverging[j])];
        var tests = new ChiSquareTest[terms.Count];
        for (var t = 0; t < tests.Length; t++)
        {
            int[] tested = [.. terms[t].Columns.Where(estimable.Contains)];
            tests[t] = tested.Length > 0 ? Test(tested) : ChiSquareTest.NotEstimable;
        }

        return new ProportionalHazardsResult(transform, [.. terms.Select(t => t.Name)], tests, Test(estimable));

        // [A B; B' C] with A the information of all coefficients and C that of the tested interactions.
        ChiSquareTest Test(int[] tested)
        {
            var main = identified.Length;
            var n = main + tested.Length;
            var matrix = new double[n * n];
            var gradient = new double[n];
            for (var a = 0; a < main; a++)
            {
                Fill(plain, identified, matrix.AsSpan(a * n), a);
                Fill(once, tested, matrix.AsSpan((a * n) + main), a);
            }

            for (var a = 0; a < tested.Length; a++)
            {
                gradient[main + a] = score[tested[a]];
                for (var b = 0; b < tested.Length; b++)
                {
                    matrix[((main + a) * n) + main + b] = At(twice, tested[a], tested[b]);
                }
            }

            var solution = (double[])gradient.Clone();
            var factor = new CholeskyFactor(matrix, n, n);
            factor.Solve(solution);
            var degrees = factor.Rank - main;
            return degrees > 0 ? new ChiSquareTest(Math.Max(0, TensorPrimitives.Dot<double>(solution, gradient)), degrees) : ChiSquareTest.NotEstimable;
        }

        void Fill(double[] source, int[] columns, Span<double> row, int a)
        {
            for (var b = 0; b < columns.Length; b++)
            {
                row[b] = At(source, identified[a], columns[b]);
            }
        }

        double At(double[] source, int a, int b) => source[(Math.Min(a, b) * design.Stride) + Math.Max(a, b)];
    }

    /// <summary>g of each group, moved and scaled to 0 ... 1, which changes no test: the main effects take up a constant.</summary>
    private static double[] Factors(CoxRiskSets sets, TimeTransform transform)
    {
        var result = transform switch
        {
            TimeTransform.Identity => (double[])sets.Times.Clone(),
            TimeTransform.Log => Array.ConvertAll(sets.Times, Math.Log),
            TimeTransform.Rank => Ranks(sets),
            TimeTransform.KaplanMeier => Mortality(sets),
            _ => throw new ArgumentOutOfRangeException(nameof(transform), transform, "Unknown transform of time."),
        };
        var lowest = result.Min();
        var range = result.Max() - lowest;
        return Array.ConvertAll(result, v => range > 0 ? (v - lowest) / range : 0);
    }

    /// <summary>Mean rank of each group's time among all rows.</summary>
    private static double[] Ranks(CoxRiskSets sets)
    {
        var result = new double[sets.Times.Length];
        double before = 0;
        foreach (var time in Enumerable.Range(0, result.Length).GroupBy(g => sets.Times[g]).OrderBy(t => t.Key))
        {
            double rows = time.Sum(g => sets.Starts[g + 1] - sets.Starts[g]);
            foreach (var g in time)
            {
                result[g] = before + ((rows + 1) / 2);
            }

            before += rows;
        }

        return result;
    }

    /// <summary>1 - S(t-) of all strata together, rows counting once whatever their weight.</summary>
    private static double[] Mortality(CoxRiskSets sets)
    {
        var result = new double[sets.Times.Length];
        var entries = Entries(sets);
        double left = 0;
        var entered = 0;
        double survival = 1;
        foreach (var time in Enumerable.Range(0, result.Length).GroupBy(g => sets.Times[g]).OrderBy(t => t.Key))
        {
            while (entered < entries.Length && entries[entered] < time.Key)
            {
                entered++;
            }

            double rows = 0;
            double deaths = 0;
            foreach (var g in time)
            {
                result[g] = 1 - survival;
                rows += sets.Starts[g + 1] - sets.Starts[g];
                deaths += sets.Deaths[g];
            }

            survival *= 1 - (deaths / (entered - left));
            left += rows;
        }

        return result;
    }

    private static double[] Entries(CoxRiskSets sets)
    {
        // Without entry times all are at risk from before time 0 on.
        var result = sets.Entries is null ? [.. Enumerable.Repeat(double.NegativeInfinity, sets.Order.Length)] : (double[])sets.Entries.Clone();
        Array.Sort(result);
        return result;
    }

    private static double[] Information(CoxRiskSets sets, StandardizedColumns design, double[] factors)
    {
        var steps = new double[factors.Length];
        var stepsOfDeaths = new double[factors.Length];
        TensorPrimitives.Multiply(sets.HazardSteps, factors, steps);
        TensorPrimitives.Multiply(sets.HazardStepsOfDeaths, factors, stepsOfDeaths);
        var expected = new double[design.Rows];
        sets.Spread(steps, stepsOfDeaths, expected);
        var rows = new SymmetricProduct(design.Stride);
        for (var i = 0; i < expected.Length; i++)
        {
            TensorPrimitives.Multiply(design.Values.AsSpan(i * design.Stride, design.Stride), Math.Sqrt(Math.Max(0, expected[i])), rows.NextRow());
        }

        rows.Flush();
        var means = new SymmetricProduct(design.Stride);
        sets.VisitMeans(design.Values, design.Stride, means, factors);
        means.Flush();
        TensorPrimitives.Subtract(rows.Sum, means.Sum, rows.Sum);
        return rows.Sum;
    }

    /// <summary>Sum over events of g(time) times the (weighted) Schoenfeld residual.</summary>
    private static double[] Score(CoxRiskSets sets, StandardizedColumns design, double[] factors)
    {
        var moments = new CoxGroupMoments(sets, design.Values, design.Width, design.Stride);
        var result = new double[design.Width];
        for (var g = 0; g < factors.Length; g++)
        {
            for (var i = sets.Starts[g]; i < sets.Starts[g] + sets.Deaths[g]; i++)
            {
                var factor = factors[g] * (sets.Weights is null ? 1 : sets.Weights[i]);
                TensorPrimitives.MultiplyAdd(design.Values.AsSpan(i * design.Stride, design.Width), factor, result, result);
                TensorPrimitives.MultiplyAdd(moments.Mean(g), -factor, result, result);
            }
        }

        return result;
    }
}
