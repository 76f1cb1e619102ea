using HccRisk.Core.Learning;
using HccRisk.Features.Harmonisation;
using HccRisk.Features.Tests.Learning;
using HccRisk.Oracles;
using Microsoft.ML;
using Xunit;

namespace HccRisk.Features.Tests.Harmonisation;

public sealed class HarmoniseSitesTests
{
    private const float No = float.NaN;
    private readonly MLContext _ml = new(seed: 1);

    // The published fault: new patients corrected without their own covariates. Values reach 10 and are read in single precision: 1e-5.
    [Fact]
    public void Transform_NewPatientsAfterLoading_UsesTheirOwnCovariates()
    {
        using var folder = new TemporaryFolder();
        var facts = CombatTables.Json("own_three_batches.json");
        var training = Patients("own_three_batches_input.csv", facts);
        var next = Patients("own_three_batches_new.csv", facts.GetProperty("new"));
        var model = _ml.Transforms.HarmoniseSites("Features", "Site", "Clinical.age", "Clinical.se*").Fit(training);
        _ml.Model.Save(model, training.Schema, folder["model.zip"]);

        var found = Vectors.Read(_ml.Model.Load(folder["model.zip"], out _), next);

        var expected = CombatTables.Read("own_three_batches_eb_cov_new_applied.csv");
        Assert.All(found.Index(), r => Assert.Equal(expected.Select(s => (float)s[r.Index]), r.Item, (a, b) => MathF.Abs(a - b) < 1e-5f));
    }

    [Fact]
    public void Transform_SitesOfOtherLocationAndScale_HaveOneAfterwards()
    {
        var rows = Shifted(40, seed: 3);
        var data = Vectors.View(_ml, rows, "a", "b", "c");

        var found = Vectors.Read(_ml.Transforms.HarmoniseSites(new CombatOptions { Prior = CombatPrior.None }).Fit(data), data);

        for (var j = 0; j < 3; j++)
        {
            var (a, b) = (Moments(found, rows, "A", j), Moments(found, rows, "B", j));
            Assert.Equal(a.Mean, b.Mean, 1e-4);
            Assert.Equal(a.Deviation, b.Deviation, 1e-4);
        }
    }

    [Fact]
    public void Transform_ReferenceSite_StaysBitForBit()
    {
        var rows = Shifted(30, seed: 4);
        var data = Vectors.View(_ml, rows, "a", "b", "c");

        var found = Vectors.Read(_ml.Transforms.HarmoniseSites(new CombatOptions { ReferenceSite = "B" }).Fit(data), data);

        Assert.All(rows.Zip(found).Where(r => r.First.Site == "B"), r => Assert.Equal(r.First.Features, r.Second));
        Assert.Equal(Moments(found, rows, "B", 0).Mean, Moments(found, rows, "A", 0).Mean, 0.5);
    }

    [Fact]
    public void Fit_ConstantSlotAndSlotMissingAtASite_StaysAndIsMissing()
    {
        var rows = Shifted(20, seed: 5);
        rows.ForEach(r => r.Features = [.. r.Features, 0.1f, r.Site == "B" ? No : r.Features[0] + 1]);
        rows[2].Features[1] = No;
        var data = Vectors.View(_ml, rows, "a", "b", "c", "constant", "absent");

        var found = Vectors.Read(_ml.Transforms.HarmoniseSites().Fit(data), data);

        Assert.All(found, r => Assert.Equal(0.1f, r[3]));
        Assert.All(rows.Zip(found), r => Assert.Equal(r.First.Site == "B", float.IsNaN(r.Second[4])));
        Assert.Equal([(2, 1)], found.Index().SelectMany(r => r.Item.Take(3).Index().Where(v => float.IsNaN(v.Item)).Select(v => (r.Index, v.Index))));
    }

    [Fact]
    public void Fit_CategoriesOneTooMany_GivesTheSameAsWithoutTheLast()
    {
        var rows = Shifted(30, seed: 6);
        IDataView Data(bool all) => Patient.View(_ml, rows.Select((r, i) => new Patient
        {
            Features = r.Features,
            Site = r.Site,
            Clinical = all ? [i / 2 % 2, 1 - (i / 2 % 2), 3] : [i / 2 % 2],
        }), ["a", "b", "c"], all ? ["male", "female", "constant"] : ["male"]);

        var whole = Vectors.Read(_ml.Transforms.HarmoniseSites("Features", "Site", "Clinical").Fit(Data(true)), Data(true));
        var less = Vectors.Read(_ml.Transforms.HarmoniseSites("Features", "Site", "Clinical").Fit(Data(false)), Data(false));

        Assert.Equal(less, whole);
    }

    /// <summary>A time in seconds has the effect of the same in days since a start: 1e9 loses 6 of 16 digits of what varies, features are read with 7.</summary>
    [Fact]
    public void Transform_CovariateFarFromZero_GivesTheSameAsNearIt()
    {
        var rows = Shifted(30, seed: 11);
        float[][] Found(Func<int, float> size)
        {
            rows.Index().ToList().ForEach(r => r.Item.Size = size(r.Index * 7 % 11));
            var data = Vectors.View(_ml, rows, "a", "b", "c");
            return Vectors.Read(_ml.Transforms.HarmoniseSites("Features", "Site", "Size").Fit(data), data);
        }

        var near = Found(i => i);

        // Single precision has numbers 64 apart there.
        var far = Found(i => (1 << 30) + (1024 * i));
        Assert.All(near.Zip(far), r => Assert.Equal(r.First, r.Second, (a, b) => MathF.Abs(a - b) < 1e-4f));
    }

    [Fact]
    public void Transform_MissingCovariate_GivesMissingValues()
    {
        var rows = Shifted(20, seed: 7);
        rows.Index().ToList().ForEach(r => r.Item.Size = r.Index % 5);
        rows[3].Size = No;
        var data = Vectors.View(_ml, rows, "a", "b", "c");

        var found = Vectors.Read(_ml.Transforms.HarmoniseSites("Features", "Site", "Size").Fit(data), data);

        Assert.All(found.Index(), r => Assert.Equal(r.Index == 3, float.IsNaN(r.Item[0])));
    }

    [Fact]
    public void AdaptToSite_LoadedChain_BringsTheNewSiteToTheOthers()
    {
        using var folder = new TemporaryFolder();
        var rows = Shifted(60, seed: 8);
        var data = Vectors.View(_ml, rows, "a", "b", "c");
        var chain = _ml.Transforms.ImputeMissing().Append(_ml.Transforms.HarmoniseSites()).Append(_ml.Transforms.ScaleRobust());
        _ml.Model.Save(chain.Fit(data), data.Schema, folder["model.zip"]);
        List<Vectors> cases = [.. rows.Take(25).Select(r => new Vectors { Site = "New", Features = [.. r.Features.Select(f => (3 * f) - 70)] })];
        var view = Vectors.View(_ml, cases, "a", "b", "c");
        var loaded = _ml.Model.Load(folder["model.zip"], out _);

        var adapted = _ml.Transforms.AdaptToSite(loaded, view, "New");

        // Under a prior what is left of a shift of 70 deviations is small beside 1, the width after scaling.
        Assert.InRange(Moments(Vectors.Read(adapted, view), cases, "New", 0).Mean, -0.5, 0.5);
        Assert.Equal(Vectors.Read(loaded, data), Vectors.Read(adapted, data));
        _ml.Model.Save(adapted, view.Schema, folder["adapted.zip"]);
        Assert.Equal(Vectors.Read(adapted, view), Vectors.Read(_ml.Model.Load(folder["adapted.zip"], out _), view));
        Assert.Equal(["A", "B", "New"], LearnedModel.Find<CombatCorrection>(adapted).Sites);
        Assert.Contains("known", Assert.Throws<ColumnException>(() => _ml.Transforms.AdaptToSite(adapted, view, "New")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AdaptToSite_CasesThatDoNotDo_SaysWhy()
    {
        var data = Vectors.View(_ml, Shifted(30, seed: 9), "a", "b", "c");
        var model = _ml.Transforms.HarmoniseSites().Fit(data);
        IDataView Cases(int count, string other = "New") => Vectors.View(
            _ml, Shifted(count, seed: 1).Select((r, i) => new Vectors { Features = r.Features, Site = i == 0 ? other : "New" }), "a", "b", "c");

        Assert.Contains("'New' has 19 cases with features", Assert.Throws<ColumnException>(() => _ml.Transforms.AdaptToSite(model, Cases(19), "New")).Message, StringComparison.Ordinal);
        Assert.Contains("of site 'Mew'", Assert.Throws<ColumnException>(() => _ml.Transforms.AdaptToSite(model, Cases(20, "Mew"), "New")).Message, StringComparison.Ordinal);
        var other = _ml.Transforms.ScaleRobust().Fit(data);
        Assert.Throws<InvalidOperationException>(() => _ml.Transforms.AdaptToSite(other, Cases(20), "New"));
    }

    [Theory]
    [InlineData("Site", "Site 'Heidelberg' is not one of those that the harmonisation was fitted on (nearest: 'Heidleberg')")]
    [InlineData("Empty", "has no site")]
    public void Transform_UnknownSite_IsRefused(string how, string reason)
    {
        var rows = Shifted(20, seed: 2);
        rows.ForEach(r => r.Site = r.Site == "B" ? "Heidleberg" : r.Site);
        var model = _ml.Transforms.HarmoniseSites().Fit(Vectors.View(_ml, rows, "a", "b", "c"));
        var other = Vectors.View(_ml, [new Vectors { Features = [1, 2, 3], Site = how == "Empty" ? "" : "Heidelberg" }], "a", "b", "c");

        // ML.NET may read on a thread of its own, and wraps what it meets there.
        var error = Assert.IsType<ColumnException>(Assert.ThrowsAny<Exception>(() => Vectors.Read(model, other)).GetBaseException());

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one", "Site 'B' has 1 training row; its scale needs 2 or more")]
    [InlineData("alone", "are of site 'A': there is nothing to harmonise")]
    [InlineData("empty", "has no site in row 3")]
    [InlineData("confounded", "Covariate 'Size' is confounded with the site")]
    [InlineData("unknown", "Covariate 'Siz' is neither a column nor a slot of one (nearest: 'Size'")]
    [InlineData("slot", "column 'Features' has no slot 'z'")]
    [InlineData("reference", "The reference site 'C' has no row in training")]
    [InlineData("single", "Only one slot varies")]
    public void Fit_CannotBeDone_SaysWhy(string fault, string reason)
    {
        var rows = Shifted(20, seed: 2);
        var options = new CombatOptions();
        switch (fault)
        {
            case "one":
                rows = [.. rows.Where(r => r.Site == "A"), rows.First(r => r.Site == "B")];
                break;
            case "alone":
                rows.ForEach(r => r.Site = "A");
                break;
            case "empty":
                rows[3].Site = "";
                break;
            case "confounded":
                rows.ForEach(r => r.Size = r.Site == "A" ? 0.3f : 1.7f);
                options = new CombatOptions { Covariates = ["Size"] };
                break;
            case "unknown":
                options = new CombatOptions { Covariates = ["Siz"] };
                break;
            case "slot":
                options = new CombatOptions { Covariates = ["Features.z"] };
                break;
            case "reference":
                options = new CombatOptions { ReferenceSite = "C" };
                break;
            default:
                rows.ForEach(r => r.Features = [r.Features[0], 1, 2]);
                break;
        }

        var error = Assert.Throws<ColumnException>(() => _ml.Transforms.HarmoniseSites(options).Fit(Vectors.View(_ml, rows, "a", "b", "c")));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_SiteOfOneRowWithMeansAlone_MovesIt()
    {
        var rows = Shifted(20, seed: 2);
        rows = [.. rows.Where(r => r.Site == "A"), rows.First(r => r.Site == "B")];
        var data = Vectors.View(_ml, rows, "a", "b", "c");

        var found = Vectors.Read(_ml.Transforms.HarmoniseSites(new CombatOptions { CorrectScale = false, Prior = CombatPrior.None }).Fit(data), data);

        // Without a prior the one row goes to the mean of all.
        Assert.Equal(rows.Average(r => r.Features[0]), found[^1][0], 1e-4f);
    }

    [Fact]
    public void Validate_EveryOptionWrong_ListsAll()
    {
        var options = new CombatOptions { SiteColumn = "", ReferenceSite = "", Covariates = [""], Tolerance = 0 };

        var error = Assert.Throws<ArgumentException>(() => _ml.Transforms.HarmoniseSites(options));

        Assert.All(["SiteColumn", "ReferenceSite", "Covariates", "Tolerance"], name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    /// <summary>Three slots; those of site B have another mean and twice the width.</summary>
    private static List<Vectors> Shifted(int count, int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, count).Select(i => i % 2 == 0
            ? new Vectors { Site = "A", Features = [(float)Normal(), (float)Normal() + 2, (float)Normal() - 1] }
            : new Vectors { Site = "B", Features = [(float)(2 * Normal()) + 5, (float)(2 * Normal()) + 8, (float)(2 * Normal()) + 3] })];
    }

    private static (double Mean, double Deviation) Moments(float[][] found, List<Vectors> rows, string site, int slot)
    {
        double[] values = [.. found.Zip(rows).Where(r => r.Second.Site == site).Select(r => (double)r.First[slot])];
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1)));
    }

    private IDataView Patients(string file, System.Text.Json.JsonElement facts)
    {
        var slots = CombatTables.Read(file);
        var (sites, age, sex) = (CombatTables.Texts(facts.GetProperty("batch")), CombatTables.Numbers(facts.GetProperty("age")), CombatTables.Numbers(facts.GetProperty("sex")));
        return Patient.View(_ml, sites.Select((s, i) => new Patient
        {
            Site = s,
            Features = [.. slots.Select(v => (float)v[i])],
            Clinical = [(float)age[i], 5, (float)sex[i]],
        }), [.. slots.Select((_, j) => $"s{j}")], ["age", "other", "sex"]);
    }
}
