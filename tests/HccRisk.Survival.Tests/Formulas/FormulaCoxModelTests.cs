using HccRisk.Oracles;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Formulas;

namespace HccRisk.Survival.Tests.Formulas;

/// <summary>
/// Against R 4.2 (survival 3.5, rms 6.5) on the data of the survival references, whose 15 digits are written here. Tolerances: coefficients stop at
/// another step of Newton's method in R (1e-9 of the log-likelihood), so their last digits differ.
/// </summary>
public sealed class FormulaCoxModelTests
{
    private const string Wide = "age + rcs(albumin,4) + factor(stage) + edema*lbili + strata(sexm) + offset(protime/10)";

    // f <- coxph(Surv(time, death) ~ age + rcs(albumin, 4) + factor(stage) + edema * lbili + strata(sexm) + offset(protime / 10), pbc)
    private static readonly double[] WideCoefficients =
    [
        0.0254862005869553, -0.9758975334356209, -0.1141502262519456, 3.5266036203290985, 1.3415290501616546, 1.5247634912058328,
        1.8115050624260556, 1.0643558593403613, 0.8731664295851662, -0.0780612669361961,
    ];

    private static readonly double[] WideErrors =
    [
        0.00936335645296512, 0.49599923621492736, 1.47277634387220258, 9.48516602817030474, 1.04365334168902701, 1.02581647497320549,
        1.03325341554466243, 0.51317794882342405, 0.11874462987576705, 0.26113880565704922,
    ];

    [Fact]
    public void Fit_FactorSplineInteractionStrataOffset_EqualsR()
    {
        var model = Fit(Wide);

        Assert.Equal(
            [
                "age", "rcs(albumin, 4)albumin", "rcs(albumin, 4)albumin'", "rcs(albumin, 4)albumin''", "factor(stage)2", "factor(stage)3",
                "factor(stage)4", "edema", "lbili", "edema:lbili",
            ],
            model.Model.ColumnNames);
        Close(WideCoefficients, model.Model.Coefficients, 1e-6);
        Close(WideErrors, model.Model.StandardErrors, 1e-6);
        Close([-574.586446520460, -482.382282205339], [model.Model.LogLikelihoodNull, model.Model.LogLikelihood], 1e-10);
    }

    // cox.zph(f)$table; b' solve(V) b of each f$assign; 2 * (f$loglik[2] - update(f, . ~ . - term)$loglik[2]).
    [Fact]
    public void Tests_Terms_EqualR()
    {
        var model = Fit(Wide);

        var zph = model.ProportionalHazards();
        Assert.Equal(["age", "rcs(albumin, 4)", "factor(stage)", "edema", "lbili", "edema:lbili"], zph.ColumnNames);
        Close(
            [0.428555988658588, 0.912479435435535, 4.451291913933368, 5.818341884875652, 0.574813022265794, 1.200454503023086, 12.612870198485659],
            [.. zph.Columns.Select(t => t.Statistic), zph.Global.Statistic],
            1e-6);
        Assert.Equal([1, 3, 3, 1, 1, 1], zph.Columns.Select(t => t.DegreesOfFreedom));
        Close(
            [7.40878650394242, 12.3803964491698, 5.26967933906029, 4.30167640719899, 54.0712119570102, 0.0893569556678589],
            model.Tests.Select(t => t.Wald.Statistic),
            1e-6);
        Assert.Equal([true, true, true, false, false, true], model.Tests.Select(t => t.LikelihoodRatio is not null));
        Close(
            [7.37668048375735, 11.3949921590741, 6.76934235698786, 0.08896329164088],
            model.Tests.Where(t => t.LikelihoodRatio is not null).Select(t => t.LikelihoodRatio!.Statistic),
            1e-6);
        Assert.Equal([1, 3, 3, 1], model.Tests.Where(t => t.LikelihoodRatio is not null).Select(t => t.LikelihoodRatio!.DegreesOfFreedom));
    }

    // summary(survfit(f, newdata = pbc[c(1, 5, 9), ]), times = c(1000, 2500))
    [Fact]
    public void PredictSurvival_StrataAndOffset_EqualsR()
    {
        var (table, _) = Pbc();
        var model = Fit(Wide);
        var few = new FormulaTable(3);
        int[] rows = [0, 4, 8];
        foreach (var column in model.Design.Formula.Columns)
        {
            few.Add(column, Array.ConvertAll(rows, r => table.Number(column, r)));
        }

        var points = model.PredictSurvival(few, [1000, 2500]).SelectMany(p => p).ToArray();

        Close(
            [4.99218132394558e-03, 1.76183998441789e-10, 9.07017781296329e-01, 6.61282506009961e-01, 8.71242839171181e-01, 5.57604071631114e-01],
            points.Select(p => p.Survival),
            1e-6);
        Close(
            [1.72485902280140e-04, 9.44532978131557e-18, 8.61948290165461e-01, 5.46180619954010e-01, 7.95955140857454e-01, 3.86017388377013e-01],
            points.Select(p => p.Lower),
            1e-5);
        Close(
            [8.57171431101729e-03, 1.50491936947208e-09, 2.35860303762330e-02, 6.45205674153236e-02, 4.01747743406669e-02, 1.04628572911062e-01],
            points.Select(p => p.StandardError),
            1e-5);
    }

    // pbc$stage <- relevel(factor(pbc$stage), ref = "3"); coxph(Surv(time, death) ~ stage:age + I(bili > 2) + log(bili + 1) + hepato:spiders + cluster(id %% 40), pbc)
    [Fact]
    public void Fit_InteractionWithoutMainEffects_HasAColumnEveryLevel()
    {
        var (table, outcome) = Pbc();
        table.Add("institute", Array.ConvertAll(Reference.Load("pbc").Column("id"), id => id % 40));
        var formula = SurvivalFormula.Parse("ref(stage,\"3\"):age+I(bili>2)+log(bili+1)+hepato:spiders+cluster(institute)");

        var model = FormulaCoxModel.Fit(formula, table, outcome, null, TestContext.Current.CancellationToken);

        Assert.Equal(
            ["I(bili > 2)TRUE", "log(bili + 1)", "stage3:age", "stage1:age", "stage2:age", "stage4:age", "hepato:spiders"],
            model.Model.ColumnNames);
        Close([0.76444592467194439, 0.94543251727038491, 0.02855783772678770, -0.00242549205708258, 0.02155703736388575, 0.03774082664025819, 0.06251018217048020],
            model.Model.Coefficients, 1e-6);
        Close([0.24488544542209859, 0.18153079091491459, 0.01021978578358463, 0.02175712782636879, 0.00977351144835704, 0.00852316672761564, 0.29129093304939918],
            model.Model.RobustStandardErrors!, 1e-6);
        Close([0.181185039881580, 0.697184754058911, 5.802985038158741, 0.673058008798361], [.. model.ProportionalHazards(TimeTransform.Rank).Columns.Select(t => t.Statistic)], 1e-6);
        Close([9.7446802125366, 27.124420662722, 61.6209544766943, 0.0460519045455984], model.Tests.Select(t => t.Wald.Statistic), 1e-6);
        Assert.All(model.Tests, t => Assert.Null(t.LikelihoodRatio));
    }

    // coxph(Surv(time, death) ~ age + lbili + tt(lbili), pbc, tt = function(x, t, ...) x * log(t))
    [Fact]
    public void Fit_TimeDependentTerm_EqualsR()
    {
        var model = Fit("age+lbili+tt(lbili*log(t))");

        Assert.Equal(["age", "lbili", "tt(lbili * log(t))"], model.Model.ColumnNames);
        Close([0.0387538686631829, 1.4362740868894830, -0.0534067444788623], model.Model.Coefficients, 1e-5);
        Close([0.00826259058216176, 0.64819474095662333, 0.09508332250262960], model.Model.StandardErrors, 1e-6);
        Close([-639.966488722018, -562.531173065449], [model.Model.LogLikelihoodNull, model.Model.LogLikelihood], 1e-10);
        Close([21.9987325040101, 4.90979821717323, 0.315488485360552], model.Tests.Select(t => t.Wald.Statistic), 1e-5);
        Assert.Throws<NotSupportedException>(() => model.ProportionalHazards());
    }

    // coxph(Surv(start, stop, event) ~ age + tt(age) + factor(surgery) * transplant, heart, tt = function(x, t, ...) x * sqrt(t))
    [Fact]
    public void Fit_TimeDependentTermOfStartStopRows_EqualsR()
    {
        var reference = Reference.Load("startstop", "heart");
        var outcome = reference.Outcome("stop", "event").WithEntries(reference.Column("start"));
        var table = new FormulaTable(outcome.Count);
        foreach (var name in (string[])["age", "surgery", "transplant"])
        {
            table.Add(name, reference.Column(name));
        }

        var model = FormulaCoxModel.Fit(
            SurvivalFormula.Parse("age + tt(age * sqrt(t)) + factor(surgery)*transplant"), table, outcome, null, TestContext.Current.CancellationToken);

        Close(
            [0.01189635392040787, 0.00205092923354292, -0.59883568523790032, 0.01110516702725940, -0.26645259673678684],
            model.Model.Coefficients,
            1e-6);
        Close(
            [0.0210797941830186, 0.0018462447386048, 0.6101115167279089, 0.3220097068058029, 0.7570555280117397], model.Model.StandardErrors, 1e-6);
        Close([-298.121355672984, -292.046200369216], [model.Model.LogLikelihoodNull, model.Model.LogLikelihood], 1e-10);
    }

    [Fact]
    public void Fit_MissingValues_AreLeftOut()
    {
        var (table, outcome) = Pbc();
        var ages = Array.ConvertAll(Enumerable.Range(0, table.Count).ToArray(), i => i % 7 == 0 ? double.NaN : table.Number("age", i));
        int[] complete = [.. Enumerable.Range(0, table.Count).Where(i => i % 7 != 0)];
        var holes = new FormulaTable(table.Count).Add("age", ages).Add("lbili", Array.ConvertAll([.. Enumerable.Range(0, table.Count)], i => table.Number("lbili", i)));
        var formula = SurvivalFormula.Parse("age + lbili");

        var model = FormulaCoxModel.Fit(formula, holes, outcome, null, TestContext.Current.CancellationToken);

        Assert.Equal(complete, model.Rows.Kept);
        var same = new FormulaTable(complete.Length)
            .Add("age", Array.ConvertAll(complete, i => table.Number("age", i)))
            .Add("lbili", Array.ConvertAll(complete, i => table.Number("lbili", i)));
        var expected = FormulaCoxModel.Fit(formula, same, outcome.Select(complete), null, TestContext.Current.CancellationToken);
        Assert.Equal(expected.Model.Coefficients, model.Model.Coefficients);
    }

    private static FormulaCoxModel Fit(string formula)
    {
        var (table, outcome) = Pbc();
        return FormulaCoxModel.Fit(SurvivalFormula.Parse(formula), table, outcome, null, TestContext.Current.CancellationToken);
    }

    private static (FormulaTable Table, SurvivalOutcome Outcome) Pbc()
    {
        var reference = Reference.Load("pbc");
        var table = new FormulaTable(reference.Count);
        foreach (var name in (string[])["age", "albumin", "stage", "edema", "lbili", "bili", "sexm", "protime", "hepato", "spiders"])
        {
            table.Add(name, reference.Column(name));
        }

        return (table, reference.Outcome("time", "death"));
    }

    private static void Close(IEnumerable<double> expected, IEnumerable<double> actual, double tolerance)
    {
        var (e, a) = (expected.ToArray(), actual.ToArray());
        Assert.Equal(e.Length, a.Length);
        for (var i = 0; i < e.Length; i++)
        {
            Assert.True(Math.Abs(e[i] - a[i]) <= tolerance * Math.Max(Math.Abs(e[i]), 1e-300), FormattableString.Invariant($"[{i}]: expected {e[i]:R}, got {a[i]:R}"));
        }
    }
}
