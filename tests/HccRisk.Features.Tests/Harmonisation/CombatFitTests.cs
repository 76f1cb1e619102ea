using System.Text.Json;
using HccRisk.Core.Learning;
using HccRisk.Features.Harmonisation;
using Xunit;

namespace HccRisk.Features.Tests.Harmonisation;

public sealed class CombatFitTests
{
    // Values of the tables reach 15: 1e-9 leaves five digits of rounding; theirs are written with 15.
    private const double Tolerance = 1e-9;

    private static readonly string[] Two = ["A", "A", "A", "A", "B", "B", "B", "B"];

    [Fact]
    public void Learn_PublishedTables_GivesAllOfThem()
    {
        var facts = CombatTables.Json("facts.json");
        var (slots, sites) = (CombatTables.Read("testdata.csv"), CombatTables.Texts(facts.GetProperty("batch")));
        var covariate = CombatTables.Numbers(facts.GetProperty("covariate"));
        var compared = 0;
        foreach (var file in facts.GetProperty("files").EnumerateArray().Where(f => f.GetProperty("settings").ValueKind == JsonValueKind.Object))
        {
            var settings = file.GetProperty("settings");
            double[][] covariates = settings.GetProperty("covariate").GetBoolean() ? [covariate] : [];

            var found = CombatTables.Apply(CombatTables.Fit(CombatTables.Options(settings), slots, sites, covariates), slots, sites, covariates);

            CombatTables.Same(CombatTables.Read("outputs", file.GetProperty("file").GetString()!), found, Tolerance);
            compared++;
        }

        Assert.Equal(48, compared);
    }

    // Their function forgets covariates when it applies, and puts their mean over training in their place.
    [Theory]
    [InlineData("training_test_scenario2_python.csv")]
    [InlineData("training_test_scenario2_r.csv")]
    public void Learn_AppliedWithMeanCovariate_GivesThePublishedScenario(string file)
    {
        var facts = CombatTables.Json("facts.json");
        var (slots, sites) = (CombatTables.Read("testdata.csv"), CombatTables.Texts(facts.GetProperty("batch")));
        var covariate = CombatTables.Numbers(facts.GetProperty("covariate"));
        var fitted = CombatTables.Fit(new CombatOptions(), slots, sites, covariate);
        int[] rows = [0, 1, 5, 6];

        var found = CombatTables.Apply(fitted, [.. slots.Select(s => rows.Select(r => s[r]).ToArray())], [.. rows.Select(r => sites[r])], [.. rows.Select(_ => covariate.Average())]);

        CombatTables.Same(CombatTables.Read("outputs", file), found, Tolerance);
    }

    [Theory]
    [InlineData("eb_cov")]
    [InlineData("eb_nocov")]
    [InlineData("eb_cov_strict")]
    [InlineData("meanonly_cov")]
    [InlineData("ref_cov")]
    [InlineData("nonparametric_cov")]
    public void Learn_ThreeSites_GivesTrainingAndNewPatients(string name)
    {
        var facts = CombatTables.Json("own_three_batches.json");
        var fit = facts.GetProperty("fits").GetProperty(name);
        double[][] Covariates(JsonElement of) =>
            fit.GetProperty("covariates").GetBoolean() ? [CombatTables.Numbers(of.GetProperty("age")), CombatTables.Numbers(of.GetProperty("sex"))] : [];
        var (slots, sites) = (CombatTables.Read("own_three_batches_input.csv"), CombatTables.Texts(facts.GetProperty("batch")));
        var next = facts.GetProperty("new");

        var fitted = CombatTables.Fit(CombatTables.Options(fit.GetProperty("settings")), slots, sites, Covariates(facts));

        CombatTables.Same(CombatTables.Read($"own_three_batches_{name}.csv"), CombatTables.Apply(fitted, slots, sites, Covariates(facts)), Tolerance);
        var applied = CombatTables.Apply(fitted, CombatTables.Read("own_three_batches_new.csv"), CombatTables.Texts(next.GetProperty("batch")), Covariates(next));
        CombatTables.Same(CombatTables.Read($"own_three_batches_{name}_new_applied.csv"), applied, Tolerance);
        for (var s = 0; s < 3; s++)
        {
            Assert.Equal(CombatTables.Numbers(fit.GetProperty("gamma_first3")[s]), fitted.Shift[s].Take(3), (a, b) => Math.Abs(a - b) < Tolerance);
            Assert.Equal(CombatTables.Numbers(fit.GetProperty("delta_first3")[s]), fitted.Spread[s].Take(3), (a, b) => Math.Abs(a - b) < Tolerance);
        }
    }

    // With a reference and no covariates a site has no say in the others: one added later is what it would have been.
    [Theory]
    [InlineData(CombatPrior.Parametric, true, "testdata_combat_parametric_unadjusted_batchref_python.csv")]
    [InlineData(CombatPrior.Nonparametric, true, "testdata_combat_nonparametric_unadjusted_batchref_r.csv")]
    [InlineData(CombatPrior.Nonparametric, false, "testdata_combat_nonparametric_unadjusted_meanonly_batchref_python.csv")]
    public void Add_SiteOfThePublishedTables_IsAsIfItHadBeenThere(CombatPrior prior, bool scale, string file)
    {
        var slots = CombatTables.Read("testdata.csv");
        var options = new CombatOptions { Prior = prior, CorrectScale = scale, ReferenceSite = "1" };
        var fitted = CombatTables.Fit(options, [.. slots.Select(s => s[..5])], ["1", "1", "1", "1", "1"]);

        var adapted = SiteAdapter.Add(fitted, "2", j => slots[j].AsMemory(5), [], 5);

        string[] sites = ["1", "1", "1", "1", "1", "2", "2", "2", "2", "2"];
        CombatTables.Same(CombatTables.Read("outputs", file), CombatTables.Apply(adapted, slots, sites), Tolerance);
        Assert.Equal((1, "2"), (adapted.AddedSites, adapted.Sites[^1]));
    }
}
