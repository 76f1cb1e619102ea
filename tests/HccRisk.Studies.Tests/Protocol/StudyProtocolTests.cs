using HccRisk.Cohorts;
using HccRisk.Radiomics;
using HccRisk.Studies.Protocol;
using HccRisk.Survival.Evaluation.Discrimination;
using Xunit;

namespace HccRisk.Studies.Tests.Protocol;

public sealed class StudyProtocolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-protocol-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void SaveThenLoad_EveryPropertyChanged_GivesTheSameText()
    {
        var protocol = new StudyProtocol
        {
            Title = "A \"quoted\" title, ÄÖ",
            Synthetic = true,
            Clinical = "tables/clinical.csv",
            Manifest = "tables/manifest.csv",
            Schema = "schema.json",
            DevelopmentSites = ["A", "B"],
            ExternalSites = ["C"],
            ExcludedSites = ["D"],
            ConfirmedUnits = ["afp"],
            Cause = 2,
            Horizon = 18.5,
            Horizons = [6, 18.5],
            AucControls = AucControls.EventFree,
            Models = [new ModelSpecification("only", Availability.Pre, [ModelSpecification.Clinical])],
            Modeling = new ModelingOptions { MaxFeaturesPerModality = 3, MaxCorrelation = 0.7 },
            AblationLadder = false,
            Comparators = [new() { Name = "mvi" }, new() { Name = "theirs", Csv = "theirs.csv", RiskColumn = "risk", LowerIsWorse = true }],
            Folds = 3,
            Repeats = 2,
            HighRiskFraction = 0.4,
            Seed = 99,
            Radiomics = new RadiomicsOptions { BinCount = 16, Normalisation = IntensityNormalisation.ZScoreReference, ResampleSpacing = new(1, 1, 2) },
            Backbone = "net.onnx",
            Scores = "scores.json",
            RepeatedMeasurements = ["anna.csv", "ben.csv"],
            Scans = "scans.csv",
            Subgroups = ["mvi", "afp >= 400"],
            InnerFolds = 4,
            InnerRepeats = 3,
            Bootstrap = 50,
            RefitSensitivity = true,
            OutOfDistributionRate = 0.01,
        };
        var defaults = new StudyProtocol { Clinical = "x" };
        Assert.All(
            typeof(StudyProtocol).GetProperties().Where(p => p.Name != nameof(StudyProtocol.Pathomics)),
            p => Assert.NotEqual(p.GetValue(defaults), p.GetValue(protocol)));

        protocol.Save(At("study.json"));
        var loaded = StudyProtocol.Load(At("study.json"));

        Assert.Equal(protocol.ToJson(), loaded.ToJson());
        Assert.Equal(protocol.Radiomics, loaded.Radiomics);
        Assert.Equal(protocol.Modeling, loaded.Modeling);
        Assert.Equal(protocol.Models[0].Modalities, loaded.Models[0].Modalities);
        Assert.Equal((2, 18.5, 99, "C"), (loaded.Cause, loaded.Horizon, loaded.Seed, loaded.ExternalSites.Single()));
    }

    [Fact]
    public void Load_OnlyTheClinicalFile_TakesTheDocumentedDefaults()
    {
        var loaded = Load("""{ "clinical": "c.csv" } // a comment""");

        Assert.Equal(new StudyProtocol { Clinical = "c.csv" }.ToJson(), loaded.ToJson());
        Assert.Equal((24.0, 5, 5, 0.25, 7), (loaded.Horizon, loaded.Folds, loaded.Repeats, loaded.HighRiskFraction, loaded.Seed));
        Assert.Equal(["PRE", "POST"], loaded.Models.Select(m => m.Name));
    }

    [Theory]
    [InlineData("{\n  \"clinical\": \"c.csv\",\n  \"externalSite\": [\"B\"]\n}", "'externalSite'", "'externalSites'", "line 3")]
    [InlineData("{\n  \"clinical\": \"c.csv\",\n  \"radiomics\": {\n    \"binCuont\": 3 }\n}", "'radiomics.binCuont'", "'binCount'", "line 4")]
    [InlineData("{\n  \"clinical\": \"c.csv\",\n  \"modeling\": { \"maxCorelation\": 1 } }", "'modeling.maxCorelation'", "'maxCorrelation'", "line 3")]
    [InlineData("{\n  \"clinical\": \"c.csv\",\n  \"models\": [ { \"nam\": \"a\" } ] }", "'models[0].nam'", "'name'", "line 3")]
    [InlineData("{\n  \"clinicl\": \"c.csv\" }", "'clinicl'", "'clinical'", "line 2")]
    public void Load_MisspeltProperty_GivesTheNearestNameAndTheLine(string json, params string[] words)
    {
        var message = Fault(json);

        Assert.All(words, w => Assert.Contains(w, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{ \"clinical\": \"c.csv\", \"folds\": \"five\" }", "folds")]
    [InlineData("{ \"clinical\": \"c.csv\", \"horizons\": null }", "horizons")]
    [InlineData("{ \"clinical\": null }", "clinical")]
    [InlineData("{ \"clinical\": \"c.csv\", \"models\": [ { \"name\": \"a\", \"availability\": \"pre\" } ] }", "modalities")]
    [InlineData("{ \"clinical\": \"c.csv\", \"models\": [ null ] }", "models")]
    [InlineData("{ \"clinical\": \"c.csv\", \"externalSites\": [ null ] }", "externalSites")]
    [InlineData("{ \"clinical\": \"c.csv\", \"aucControls\": \"nobody\" }", "aucControls")]
    [InlineData("{ \"folds\": 5 }", "clinical")]
    [InlineData("{ \"clinical\": ", "line 1")]
    [InlineData("null", "null")]
    [InlineData("", "line 1")]
    public void Load_NoProtocol_NamesTheFileAndThePlace(string json, string word)
    {
        Assert.Contains(word, Fault(json), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ManyFaults_ListsThemAllAtOnce()
    {
        var message = Fault(
            """
            { "clinical": " ", "cause": 0, "horizon": -1, "horizons": [0], "folds": 1, "repeats": 0, "highRiskFraction": 1,
              "developmentSites": ["A"], "externalSites": ["A", "*"],
              "models": [ { "name": "a/b", "availability": "pre", "modalities": ["Clincal", "Pathomics"] }, { "name": "A/B", "availability": "post", "modalities": [] } ],
              "modeling": { "maxFeaturesPerModality": 0, "maxCorrelation": 2 },
              "radiomics": { "binCount": 1 }, "pathomics": { "embedding": { "batchSize": 0 } } }
            """);

        Assert.All(
            ["'clinical'", "'cause'", "'horizon'", "'horizons'", "'folds'", "'repeats'", "'highRiskFraction'", "both development and external", "a/b", "'Clincal'", "'Clinical'",
                "slides exist only after it", "no modalities", "same name", "maxFeaturesPerModality", "maxCorrelation", "BinCount", "BatchSize"],
            (string w) => Assert.Contains(w, message, StringComparison.Ordinal));
    }

    // The reader of JSON stops at the first of them.
    [Fact]
    public void Load_ManyUnreadableProperties_NamesEachWithItsPlaceAndTheNearestName()
    {
        var message = Fault(
            """
            { "clinical": "c.csv", "externalSite": ["B"], "folds": "five", "models": [ { "name": "a", "availability": "pre", "modalities": ["Clinical"], "modeling": { "learnr": "ridge" } } ],
              "modeling": { "missingModality": "imputed", "normalisation": ["winsorized"] }, "comparators": [ { "colum": "bclc" } ] }
            """);

        Assert.All(
            ["'externalSite'", "'externalSites'", "'folds'", "'models[0].modeling.learnr'", "'learner'", "'modeling.missingModality'", "'impute'", "'modeling.normalisation[0]'", "'winsorised'", "'comparators[0]'"],
            (string w) => Assert.Contains(w, message, StringComparison.Ordinal));
    }

    /// <summary>Filters are of several kinds: the names of each are known, and what is wrong beside them alone is a fault.</summary>
    [Fact]
    public void Load_FiltersBesideAFault_AreNoFaults()
    {
        var message = Fault(
            """
            { "clinical": "c.csv", "foldz": 5,
              "radiomics": { "filters": { "families": "statistics", "filters": [ { "filter": "mean", "size": 5 }, { "filter": "laws", "kernals": "L5E5E5" } ] } } }
            """);

        Assert.Contains("'foldz' is not known (nearest: 'folds'", message, StringComparison.Ordinal);
        Assert.Contains("'radiomics.filters.filters[1].kernals' is not known (nearest: 'kernels'", message, StringComparison.Ordinal);
        Assert.DoesNotContain("filters[0]", message, StringComparison.Ordinal);
        Assert.DoesNotContain("HccRisk.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"learner\": \"boosted\"", "a name kept for")]
    [InlineData("\"learner\": \"rigde\"", "'ridge'")]
    [InlineData("\"harmonisation\": \"combt\"", "'combat'")]
    [InlineData("\"learner\": \"gr_ens\"", "prespecifiedOn")]
    [InlineData("\"missingModality\": \"late\", \"fusion\": \"early\"", "late fusion alone")]
    [InlineData("\"penalties\": { \"Radiomic\": [1] }", "'Radiomics'")]
    [InlineData("\"penalties\": { \"Radiomics\": [1, 2] }", "the penalty is fixed")]
    public void Load_ModelingThatCannotBe_SaysWhy(string modeling, string expected)
    {
        var message = Fault($"{{ \"clinical\": \"c.csv\", \"modeling\": {{ {modeling} }} }}");

        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoFile_NamesTheNearestFile()
    {
        File.WriteAllText(At("study.json"), "{}");

        var error = Assert.Throws<StudyProtocolException>(() => StudyProtocol.Load(At("stdy.json")));
        var elsewhere = Assert.Throws<StudyProtocolException>(() => StudyProtocol.Load(At("absent/study.json")));

        Assert.Contains("'study.json'", error.Message, StringComparison.Ordinal);
        Assert.Contains("absent' does not exist", elsewhere.Message, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_folder, name);

    // What cannot be read does not hide what is wrong with the rest; null where nothing is meant is no fault.
    [Fact]
    public void Load_FaultsOfEveryKind_AreToldAtOnceWithTheirPlaces()
    {
        var message = Fault("""
            { "clinical": "c.csv", "foldz": 3, "seed": "seven", "repeats": 0, "backbone": null, "subgroups": ["tumour_size_cm > big"],
              "radiomics": { "resampleSpacing": null, "binCuont": 3 }, "modeling": { "candidates": ["ridge", "rigde"], "competing": "modeled" },
              "developmentSites": ["A"], "externalSites": ["A"] }
            """);

        foreach (var part in (string[])[
            "'foldz' is not known (nearest: 'folds'", "'seed' is \"seven\"", "'repeats' is 0", "'subgroups[0]' is 'tumour_size_cm > big'", "'radiomics.binCuont'",
            "'modeling.candidates[1]'", "(nearest: 'ridge'", "'modeling.competing' is \"modeled\"", "(nearest: 'modelled'", "site 'A' is both development and external: take it out of"])
        {
            Assert.Contains(part, message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("null", message, StringComparison.Ordinal);
    }

    // A model cannot do without the value that cannot be read: what else is wrong is told all the same.
    [Theory]
    [InlineData("\"availability\": \"before\", \"modalities\": [\"Clinicl\"]", "'models[0].availability'", "'Clinicl' is not known", "'folds' is 1")]
    [InlineData("\"availability\": \"pre\", \"modalities\": 5", "'models[0].modalities'", "'folds' is 1")]
    [InlineData("\"modalities\": [\"Clinical\"]", "'models[0].availability' is missing", "'folds' is 1")]
    public void Load_ModelThatCannotBeRead_HidesNoOtherFault(string model, params string[] words)
    {
        var error = Assert.Throws<StudyProtocolException>(() => Load($"{{ \"clinical\": \"c.csv\", \"folds\": 1, \"models\": [ {{ \"name\": \"PRE\", {model} }} ] }}"));

        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"innerFolds\": 1", "'innerFolds' is 1")]
    [InlineData("\"innerRepeats\": 0", "'innerRepeats' is 0")]
    [InlineData("\"bootstrap\": 1", "'bootstrap' is 1, it must be 0 (none), or 2 or more")]
    [InlineData("\"outOfDistributionRate\": 0", "'outOfDistributionRate' is 0")]
    [InlineData("\"modeling\": { \"candidates\": [\"ridge\"] }", "'modeling.candidates' must name two learners or more")]
    [InlineData("\"modeling\": { \"candidates\": [\"ridge\", \"forest\"], \"learner\": \"ridge\" }", "has 'learner' and 'candidates'")]
    [InlineData("\"modeling\": { \"candidates\": [\"ridge\", \"coxboost\"], \"penaltyPerEvent\": 2 }", "'modeling.candidates[1]': 'modeling.penaltyPerEvent' is of no use")]
    [InlineData("\"modeling\": { \"candidates\": [\"ridge\", \"gr_ens\"] }", "needs 'prespecifiedOn'")]
    [InlineData("\"modeling\": { \"learner\": \"forest\", \"competing\": \"averaged\" }", "'modeling.competing' is of no use")]
    public void Load_OptionOutOfRange_NamesIt(string option, string words) =>
        Assert.Contains(words, Fault($$"""{ "clinical": "c.csv", {{option}} }"""), StringComparison.Ordinal);

    private StudyProtocol Load(string json)
    {
        File.WriteAllText(At("study.json"), json);
        return StudyProtocol.Load(At("study.json"));
    }

    private string Fault(string json)
    {
        var message = Assert.Throws<StudyProtocolException>(() => Load(json)).Message;
        Assert.Contains("study.json", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
