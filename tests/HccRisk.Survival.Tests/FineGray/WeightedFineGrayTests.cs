using HccRisk.Oracles;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.FineGray;

namespace HccRisk.Survival.Tests.FineGray;

/// <summary>
/// Against R's survival 3.5, pbc: fg = finegray(Surv(time, factor(cause)) ~ ., pbc, etype = "2", id = id), then
/// coxph(Surv(fgstart, fgstop, fgstatus) ~ age + lbili + edema + ..., fg, weights = fgwt).
/// </summary>
public sealed class WeightedFineGrayTests
{
    private static readonly string[] Names = ["age", "lbili", "edema"];

    // finegray(... + strata(sexm)); + strata(sexm) + cluster(id), weights = fgwt * w, ties = "breslow". The weights go in here because finegray(weights = w)
    // of survival 3.5 takes them by the row within the stratum, and so gives the later strata the weights of other patients.
    [Fact]
    public void Fit_StrataAndWeights_EqualsR()
    {
        var reference = Reference.Load("pbc");
        var outcome = reference.Outcome("time", "cause").WithWeights(reference.Column("w"));
        var rows = new CoxRows { Strata = Array.ConvertAll(reference.Column("sexm"), v => (int)v) };

        var model = Fit(reference, outcome, rows, TieHandling.Breslow);

        Close([0.04120903936868, 0.90293317823525, 1.37100186014136], model.Coefficients);
        Close([0.01022922298884, 0.10283724658654, 0.35282287242015], model.RobustStandardErrors!);
        Close([-1092.5482912721, -966.4568011644], [model.LogLikelihoodNull, model.LogLikelihood]);

        // Efron's ties, which R has unless told otherwise.
        var efron = Fit(reference, outcome, rows, TieHandling.Efron);
        Close([0.04118902981612, 0.90378616561144, 1.37212068378067], efron.Coefficients);
        Close([0.01022876894822, 0.10296824332041, 0.35312006223784], efron.RobustStandardErrors!);
    }

    // pbc$entry <- ifelse(id %% 3 == 0, time * 0.3, 0); finegray(Surv(entry, time, factor(cause)) ~ .); + cluster(id %% 40), ties = "breslow"
    [Fact]
    public void Fit_EntryAndClusters_EqualsR()
    {
        var reference = Reference.Load("pbc");
        var (id, time) = (reference.Column("id"), reference.Column("time"));
        var outcome = reference.Outcome("time", "cause").WithEntries([.. id.Zip(time, (i, t) => i % 3 == 0 ? t * 0.3 : 0)]);

        var model = Fit(reference, outcome, new CoxRows { Clusters = Array.ConvertAll(id, v => (int)v % 40) }, TieHandling.Breslow);

        Close([0.0433466365001, 0.9059942315400, 1.3183243386977], model.Coefficients);
        Close([0.00782228427939, 0.10217134533124, 0.27253875086250], model.RobustStandardErrors!);
    }

    // Without strata, weights, clusters and entry it is the model that needs no episodes.
    [Fact]
    public void Fit_NothingOfIt_IsTheModelWithoutEpisodes()
    {
        var reference = Reference.Load("pbc");
        var outcome = reference.Outcome("time", "cause");
        var plain = FineGrayModel.Fit(
            reference.Matrix(Names), 3, outcome, 2, FineGrayConvention.WeightedCox, Names, cancellationToken: TestContext.Current.CancellationToken);

        var model = Fit(reference, outcome, new CoxRows(), TieHandling.Breslow);

        Close(plain.Coefficients, model.Coefficients);
        Close(plain.StandardErrors, model.RobustStandardErrors!);
        var patient = reference.Matrix(Names)[..3];
        Close(plain.CumulativeIncidence(patient, [1000]), [1 - model.Predictor.SurvivalAt(model.Predictor.LogRisk(patient), 1000)]);
    }

    private static CoxModel Fit(SurvivalReference reference, SurvivalOutcome outcome, CoxRows rows, TieHandling ties) =>
        WeightedFineGray.Fit(reference.Matrix(Names), 3, outcome, rows, 2, ties, Names, TestContext.Current.CancellationToken);

    private static void Close(IEnumerable<double> expected, IEnumerable<double> actual)
    {
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.True(Math.Abs(e - a) <= 1e-7 * Math.Abs(e), FormattableString.Invariant($"expected {e:R}, got {a:R}"));
        }
    }
}
