using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxNet;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.FineGray;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Benchmarks.Comparison;

/// <summary>The work of the comparison, from arrays to results: sorting and checks are part of every time.</summary>
internal static class ComparisonCases
{
    // Both sides accumulate a million terms in their own order.
    private const double Sums = 1e-9;

    // R stops its iterations at 1e-9 of the log-likelihood.
    private const double Iterations = 1e-6;

    // crr stops at a gradient of 1e-6; with gtol = 1e-10 it comes to 1e-14 of ours.
    private const double CrrIterations = 1e-4;

    // Both sides end a fit when no coefficient's change gains 1e-7 of the null log-likelihood; glmnet's ratio is then 0.0017 from the optimum.
    private const double GlmnetTolerance = 1e-7;
    private const double GlmnetIterations = 1e-2;

    private static readonly double[] Horizons = [0.25, 0.5, 0.75, 1, 1.5];

    public static IEnumerable<ComparisonCase> All(string folder)
    {
        var patients = ComparisonData.Read(folder, "patients");
        var cox20 = ComparisonData.Read(folder, "cox20");
        var cox100 = ComparisonData.Read(folder, "cox100");
        var fineGray = ComparisonData.Read(folder, "finegray");
        foreach (var (times, suffix, note) in new[] { ("time", "", ""), ("tied", "-tied", ", tied times") })
        {
            var all = new Sample(patients, times, ComparisonData.Patients);
            var tenth = new Sample(patients, times, 100_000);
            yield return new("km" + suffix, "Kaplan-Meier with Greenwood and limits" + note, "1e6", 0.3, Sums, all.KaplanMeierCurve);
            yield return new("logrank" + suffix, "log-rank, two groups" + note, "1e6", 0.3, Sums, all.LogRankTest);
            yield return new("harrell" + suffix, "Harrell C with SE" + note, "1e6", 0.3, Sums, all.Harrell);
            yield return new("uno" + suffix, "Uno C (n/G2) with SE" + note, "1e6", 0.3, Sums, all.Uno);
            yield return new("cox20" + suffix, "Cox, Efron" + note, "1e5 x 20", 0.4, Iterations, Cox(cox20, times));
            yield return new("cox100" + suffix, "Cox, Efron" + note, "1e4 x 100", 0.4, Iterations, Cox(cox100, times));
            yield return new("aj" + suffix, "Aalen-Johansen with SE, two causes" + note, "1e5", 0.01, Sums, tenth.Incidence);
            yield return new("gray" + suffix, "Gray, two groups" + note, "1e5", 0.5, Sums, tenth.Gray);
            yield return new("finegray" + suffix, "Fine-Gray with variance (crr)" + note, "2,000 x 10", 0.1, CrrIterations, FineGray(fineGray, times));
        }

        yield return new("coxnet", "lasso Cox, 100 penalties (glmnet)", "1,000 x 1,000", 0.5, GlmnetIterations, CoxNet(ComparisonData.Read(folder, "coxnet")));

        // R's own two routes to this standard error differ by 2e-5.
        yield return new("auc", "AUC(t) with SE, 5 times (Score)", "2,000", 0.3, 1e-4, new Sample(patients, "time", 2_000).Areas);
    }

    /// <summary>The cases whose growth with n is shown.</summary>
    public static IEnumerable<(string Work, Func<double[]> Run)> Growing(ComparisonData patients, int n)
    {
        var sample = new Sample(patients, "time", n);
        yield return ("Kaplan-Meier", sample.KaplanMeierCurve);
        yield return ("log-rank", sample.LogRankTest);
        yield return ("Harrell C with SE", sample.Harrell);
        yield return ("Uno C with SE", sample.Uno);
        yield return ("Aalen-Johansen with SE", sample.Incidence);
        yield return ("Gray", sample.Gray);
        yield return ("AUC(t) with SE, 5 times", sample.Areas);
    }

    private static Func<double[]> Cox(ComparisonData data, string times)
    {
        var (x, columns) = data.Matrix();
        var codes = data.Codes("event");
        return () =>
        {
            var model = CoxModel.Fit(x, columns, new SurvivalOutcome(data[times], codes));
            return [.. model.Coefficients, .. model.StandardErrors, model.LogLikelihood];
        };
    }

    private static Func<double[]> CoxNet(ComparisonData data)
    {
        var (x, columns) = data.Matrix();
        var codes = data.Codes("event");
        var start = CoxNetPath.Fit(x, columns, new SurvivalOutcome(data["time"], codes), options: new CoxNetOptions { PathLength = 2, SmallestRatio = 0.9 });
        double[] lambdas = [.. Enumerable.Range(0, 100).Select(i => start.Lambdas[0] * Math.Pow(0.05, i / 99.0))];
        return () =>
        {
            var path = CoxNetPath.Fit(x, columns, new SurvivalOutcome(data["time"], codes), options: new CoxNetOptions { Lambdas = lambdas, Tolerance = GlmnetTolerance });
            return [path.DevianceRatios[24], path.DevianceRatios[49], path.DevianceRatios[74], path.DevianceRatios[99]];
        };
    }

    private static Func<double[]> FineGray(ComparisonData data, string times)
    {
        var (x, columns) = data.Matrix();
        var codes = data.Codes("cause");
        return () =>
        {
            var model = FineGrayModel.Fit(x, columns, new SurvivalOutcome(data[times], codes));
            return [.. model.Coefficients, .. model.StandardErrors];
        };
    }

    /// <summary>The first patients of the file.</summary>
    private sealed class Sample(ComparisonData data, string times, int n)
    {
        private readonly double[] _times = data[times][..n];
        private readonly int[] _events = data.Codes("event")[..n];
        private readonly int[] _causes = data.Codes("cause")[..n];
        private readonly int[] _groups = data.Codes("group")[..n];
        private readonly double[] _score = data["score"][..n];

        public double[] KaplanMeierCurve()
        {
            var curve = KaplanMeier.Fit(new SurvivalOutcome(_times, _events));
            var values = new List<double> { curve.Times.Count };
            for (var k = 1; k <= 4; k++)
            {
                var i = curve.Times.Count * k / 5 - 1;
                values.AddRange([curve.Times[i], curve.Survival[i], curve.StandardErrors[i], curve.Lower[i], curve.Upper[i]]);
            }

            return [.. values];
        }

        public double[] LogRankTest()
        {
            var result = LogRank.Test(new SurvivalOutcome(_times, _events), _groups);
            return [result.Test.Statistic, result.Groups[0].Observed, result.Groups[0].Expected];
        }

        public double[] Harrell() => Values(Concordance.Harrell(new SurvivalOutcome(_times, _events), _score));

        public double[] Uno() => Values(
            Concordance.Uno(new SurvivalOutcome(_times, _events), _score, options: new ConcordanceOptions { Convention = UnoConvention.RTimeWeight }));

        public double[] Incidence()
        {
            var curve = AalenJohansen.Fit(new SurvivalOutcome(_times, _causes));
            var last = curve.Times.Count - 1;
            var values = new List<double>();
            for (var k = 1; k <= 4; k++)
            {
                var i = (last + 1) * k / 5 - 1;
                values.AddRange([curve.Incidence(1)[i], curve.StandardErrors(1)[i], curve.Incidence(2)[i], curve.StandardErrors(2)[i]]);
            }

            return [.. values];
        }

        public double[] Gray()
        {
            var outcome = new SurvivalOutcome(_times, _causes);
            return [GrayTest.Test(outcome, _groups, 1).Test.Statistic, GrayTest.Test(outcome, _groups, 2).Test.Statistic];
        }

        public double[] Areas() =>
            [.. TimeDependentAuc.CumulativeDynamic(new SurvivalOutcome(_times, _events), _score, Horizons)
                .SelectMany(a => new[] { a.Auc.Value ?? double.NaN, a.Auc.StandardError ?? double.NaN })];

        private static double[] Values(ConcordanceResult result) =>
            [result.Estimate.Value ?? double.NaN, result.Estimate.StandardError ?? double.NaN];
    }
}
