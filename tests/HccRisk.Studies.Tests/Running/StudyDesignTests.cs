using HccRisk.Cohorts;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using Xunit;

namespace HccRisk.Studies.Tests.Running;

/// <summary>Who is in which model, what models are made of, and what they are compared with.</summary>
public sealed class StudyDesignTests(SmallStudy study)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Run_SlidesOfAFifthRemoved_TakesNobodyFromPre()
    {
        using var variant = new StudyVariant(study);
        var without = WithoutSlides(variant, "TJ", 12);

        var result = variant.Run(cancellationToken: Token);

        var (pre, post) = (result.Models[0], result.Models[1]);
        Assert.Equal(study.Result.Models[0].Predictions, pre.Predictions);
        Assert.Equal(variant.Bytes("pre.zip").Shared, variant.Bytes("pre.zip").Own);
        Assert.Equal(study.Result.Sites.Select(s => s.Patients), result.Sites.Select(s => s.Patients));
        Assert.Equal(study.Result.Models[1].Predictions.Count - 12, post.Predictions.Count);
        Assert.Superset(without.ToHashSet(), post.Exclusions.Select(e => e.PatientId).ToHashSet());
        Assert.All(result.Comparisons, c => Assert.Equal(post.Predictions.Count(p => c.Cohort.StartsWith(p.Site, StringComparison.Ordinal)), c.Patients));
    }

    // Nobody is lost, also not when scored again from raw files.
    [Theory]
    [InlineData(MissingModality.Impute)]
    [InlineData(MissingModality.Late)]
    public void Run_MissingModalityThatStays_ScoresEverybodyBitForBit(MissingModality missing)
    {
        using var variant = new StudyVariant(study);
        var without = WithoutSlides(variant, "TJ", 9).Concat(WithoutSlides(variant, SmallStudy.External, 3)).ToArray();
        variant.Protocol = variant.Protocol with { Models = [ModelSpecification.Post], AblationLadder = false, Comparators = [], Modeling = new() { MaxFeaturesPerModality = 5, MissingModality = missing } };

        var result = variant.Run(cancellationToken: Token);

        var model = Assert.Single(result.Models);
        Assert.Empty(model.Exclusions);
        Assert.Equal(study.Result.Models[0].Predictions.Count, model.Predictions.Count);
        var loaded = RiskModel.Load(Path.Combine(variant.Options.OutputFolder, "post.zip"));
        var again = loaded.Predict(
            variant["clinical.csv"], variant["manifest.csv"], new() { Keep = p => p.Site == SmallStudy.External, StoreFolder = variant.Options.StoreFolder }, cancellationToken: Token);
        var scored = again.Predictions.ToDictionary(p => p.PatientId, StringComparer.Ordinal);
        var published = model.Predictions.Where(p => p.Set == "external").ToArray();
        Assert.Superset(without[9..].ToHashSet(), published.Select(p => p.PatientId).ToHashSet());
        Assert.All(published, p => Assert.Equal(p with { Set = "new" }, scored[p.PatientId]));
        Assert.All(without[9..], id => Assert.Contains(scored[id].Imputed, i => i.StartsWith("Pathomics.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Ladder_OfPost_IsNestedOnThePatientsOfPost()
    {
        var post = study.Result.Models[1];

        Assert.Equal(["Clinical", "Clinical + Radiomics", "Clinical + Pathomics", "Clinical + Radiomics + Pathomics"], post.Ladder.Select(r => r.Name));
        Assert.All(post.Ladder, r => Assert.Equal(post.Development.Metrics.Patients, r.Development.Metrics.Patients));
        Assert.All(post.Ladder, r => Assert.Equal(post.External[0].Metrics.Patients, Assert.Single(r.External).Metrics.Patients));
        Assert.Same(post.Development, post.Ladder[^1].Development);
        Assert.Equal(2 * 5, post.LadderComparisons.Count);
        Assert.Empty(study.Result.Models[0].Ladder.Skip(2));
        foreach (var c in post.LadderComparisons)
        {
            double Harrell(string name) => post.Ladder.Where(r => r.Name == name).SelectMany(r => r.External.Prepend(r.Development)).Single(e => e.Cohort == c.Cohort).Metrics.Harrell.Value!.Value;

            // The difference on the same patients is that of the estimates; tolerance: order of summation.
            Assert.Equal(Harrell(c.Model) - Harrell(c.Reference), c.Differences.Single(d => d.Measure == "Harrell's C").Comparison.Difference.Value!.Value, 1e-12);
        }
    }

    // The AUC of both on the patients of both, by calls of its own.
    [Fact]
    public void Comparisons_PostAgainstPre_AreOnThePatientsOfBoth()
    {
        var outcomes = Cohort.Load(study.Cohort.ClinicalCsv, CohortSchema.Hcc).Patients.ToDictionary(p => p.Id, p => p.Outcome!.Value, StringComparer.Ordinal);
        var (pre, post) = (study.Result.Models[0], study.Result.Models[1]);
        foreach (var (set, cohort) in new[] { ("cross-validated", "TJ, cross-validated"), ("external", "SYSMH, external") })
        {
            var comparison = study.Result.Comparisons.Single(c => c.Cohort == cohort);
            var reference = pre.Predictions.Where(p => p.Set == set).ToDictionary(p => p.PatientId, StringComparer.Ordinal);
            var own = post.Predictions.Where(p => p.Set == set && reference.ContainsKey(p.PatientId)).ToArray();
            var outcome = new SurvivalOutcome([.. own.Select(p => outcomes[p.PatientId].Time)], [.. own.Select(p => outcomes[p.PatientId].Event)]);
            var expected = TimeDependentAuc.Compare(
                outcome, [.. own.Select(p => p.Score)], [.. own.Select(p => reference[p.PatientId].Score)], [24], new() { Controls = study.Protocol.AucControls })[0];

            Assert.Equal(("POST", "PRE", own.Length), (comparison.Model, comparison.Reference, comparison.Patients));
            var found = comparison.Differences.Single(d => d is { Measure: "AUC", Time: 24 }).Comparison;
            Assert.Equal(expected.Difference.Value, found.Difference.Value);
            Assert.Equal(expected.PValue, found.PValue);
        }
    }

    [Fact]
    public void Run_ComparatorsOfEveryKind_ArePairedOnThePatientsWhoHaveThem()
    {
        using var variant = new StudyVariant(study);
        var pre = study.Result.Models[0];
        File.WriteAllText(variant["theirs.csv"], "patient_id,score,risk\n" + string.Concat(pre.Predictions.Skip(3).Select(p => FormattableString.Invariant($"{p.PatientId},{p.Score:R},{p.Risk:R}\n"))));
        variant.Protocol = variant.Protocol with
        {
            Models = [ModelSpecification.Pre],
            AblationLadder = false,
            Comparators =
            [
                new() { Name = "mvi" }, new() { Name = "albi" }, new() { Name = "stage", Column = "bclc" },
                new() { Name = "their model", Csv = "theirs.csv", ScoreColumn = "score", RiskColumn = "risk" },
            ],
        };

        var result = variant.Run(cancellationToken: Token);

        Assert.Equal(["mvi", "albi", "stage", "their model"], result.Comparators.Select(c => c.Name));
        var theirs = result.Comparators[^1];
        Assert.Equal(3, theirs.Missing);
        Assert.Equal(pre.Predictions.Count - 3, theirs.Comparisons.Sum(c => c.Patients));

        // Our own predictions as somebody else's: no difference at all.
        Assert.All(theirs.Comparisons.SelectMany(c => c.Differences), d => Assert.Equal(0, d.Comparison.Difference.Value!.Value));
        Assert.Contains(theirs.Comparisons[0].Differences, d => d.Measure == "Index of prediction accuracy");
        var cohort = Cohort.Load(variant["clinical.csv"], CohortSchema.Hcc);
        Patient[] own = [.. pre.Predictions.Where(p => p.Set == "cross-validated").Select(p => cohort.Find(p.PatientId)!).Where(p => double.IsFinite(p["mvi"]))];
        var outcome = new SurvivalOutcome([.. own.Select(p => p.Outcome!.Value.Time)], [.. own.Select(p => p.Outcome!.Value.Event)]);
        var expected = Concordance.Harrell(outcome.WithCause(1), [.. own.Select(p => p["mvi"])]).Estimate;
        Assert.Equal(expected.Value, result.Comparators[0].Evaluations[0].Metrics.Harrell.Value);
        Assert.NotEmpty(result.Comparators[0].Evaluations[0].Metrics.Brier);
        Assert.DoesNotContain("theirs", File.ReadAllText(Path.Combine(variant.Options.OutputFolder, "manifest.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ComparatorsThatAreNot_AreAllNamedBeforeAnyWork()
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        File.WriteAllText(variant["theirs.csv"], "patient_id,risk\nTJ-0001,1.5\n");
        variant.Protocol = variant.Protocol with
        {
            Comparators = [new() { Name = "abli" }, new() { Column = "mvl" }, new() { Name = "a", Csv = "absent.csv" }, new() { Name = "b", Csv = "theirs.csv", RiskColumn = "risk" }],
        };

        var message = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: Token)).Message;

        Assert.All(["'comparators[0]'", "'albi'", "'comparators[1]'", "'mvi'", "'comparators[2]'", "absent.csv", "risk of 'TJ-0001' is 1.5"], (string w) => Assert.Contains(w, message, StringComparison.Ordinal));
        Assert.False(Directory.Exists(variant.Options.StoreFolder));
    }

    [Fact]
    public void Run_NamesThatAreNot_AreAllNamedBeforeAnyWork()
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        variant.Protocol = variant.Protocol with { Modeling = new() { ClinicalColumns = ["afpp"], DerivedScores = ["abli"], SizeColumn = "tumor_size_cm", Prespecified = ["mvii"] } };

        var message = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: Token)).Message;

        Assert.All(["'afp'", "'albi'", "'tumour_size_cm'", "'mvi'", "modeling.clinicalColumns", "modeling.prespecified"], (string w) => Assert.Contains(w, message, StringComparison.Ordinal));
        Assert.False(Directory.Exists(variant.Options.StoreFolder));
    }

    // Every learner that may be named, early and late.
    [Theory]
    [InlineData(LearnerNames.AllEnsemble, Fusion.Late)]
    [InlineData(LearnerNames.GradedEnsemble, Fusion.Early)]
    [InlineData(LearnerNames.Ridge, Fusion.Early)]
    [InlineData(LearnerNames.CoxNet, Fusion.Late)]
    public void Run_Learner_ScoresEverybody(string learner, Fusion fusion)
    {
        Assert.Contains(learner, LearnerNames.Known);
        using var variant = new StudyVariant(study);
        variant.Protocol = variant.Protocol with
        {
            AblationLadder = false,
            Comparators = [],
            Repeats = 1,
            Models = [ModelSpecification.Pre],
            Modeling = new()
            {
                Learner = learner,
                Fusion = fusion,
                MaxFeaturesPerModality = 3,
                Prespecified = ["afp", "tumour_number"],
                PrespecifiedOn = new DateOnly(2026, 1, 15),
                DerivedScores = ["albi"],
                Imputation = Imputation.Median,
                Penalties = learner == LearnerNames.GradedEnsemble ? new Dictionary<string, IReadOnlyList<double>> { ["Radiomics"] = [2] } : null,
                PublishedScore = learner == LearnerNames.Ridge ? "amap" : null,
                PenaltyPerEvent = learner == LearnerNames.CoxNet ? 0.05 : null, // So few events leave no folds to choose it by.
            },
        };

        var result = variant.Run(cancellationToken: Token);

        var model = Assert.Single(result.Models);
        Assert.Equal(study.Result.Models[0].Predictions.Count, model.Predictions.Count);
        Assert.All(model.Predictions, p => Assert.True(double.IsFinite(p.Score) && p.Risk is >= 0 and <= 1));
        var loaded = RiskModel.Load(Path.Combine(variant.Options.OutputFolder, "pre.zip"));
        Assert.Equal(["albi"], loaded.Card.Scores);
        if (learner == LearnerNames.GradedEnsemble)
        {
            var fit = (CoxFunction)loaded.Fits[0];
            Assert.Equal(fit.Events, fit.Ridge);
            var factors = fit.InputSlots.Zip(fit.PenaltyFactors).ToDictionary(StringComparer.Ordinal);
            Assert.Equal((1.0, 1.0, 4.0, 4.0), (factors["Clinical.log_afp"], factors["Clinical.tumour_number"], factors["Clinical.age"], factors["Clinical.albi"]));
            Assert.All(factors.Where(f => f.Key.StartsWith("Radiomics.", StringComparison.Ordinal)), f => Assert.Equal(2, f.Value));
        }

        if (learner == LearnerNames.Ridge)
        {
            var fit = (CoxFunction)Assert.Single(loaded.Fits);
            Assert.Equal(0.5, fit.Coefficients[fit.InputSlots.ToList().IndexOf("Offset.amap")]);
        }
    }

    [Fact]
    public void Run_Defaults_TakeNoScoreBesideItsParts()
    {
        using var variant = new StudyVariant(study);
        variant.Protocol = variant.Protocol with { Models = [ModelSpecification.Post], AblationLadder = false, Comparators = [], Modeling = new() };
        variant.Run(cancellationToken: Token);
        var post = RiskModel.Load(Path.Combine(variant.Options.OutputFolder, "post.zip"));

        Assert.Empty(post.Card.Scores);
        Assert.Contains("bilirubin", post.Card.ClinicalColumns);
        Assert.Equal(3, post.Fits.Count);
        Assert.All(post.Fits, f => Assert.Equal(2.0 * f.Events, ((CoxFunction)f).Ridge));
        Assert.Contains(study.Result.Comparators, c => c.Name == "albi");
        Assert.Contains(study.Result.Comparators, c => c is { Name: "mvi", Availability: Availability.Post });
    }

    /// <summary>Takes the slides of patients who had no event, of whom there are enough.</summary>
    private string[] WithoutSlides(StudyVariant variant, string site, int count)
    {
        var with = variant.Manifest.Rows.Where(r => variant.Manifest.Get(r, "kind") == "slide").Select(r => variant.Manifest.Get(r, "patient_id")).ToHashSet(StringComparer.Ordinal);
        var analysed = study.Result.Models[1].Predictions.Select(p => p.PatientId).ToHashSet(StringComparer.Ordinal);
        var cohort = Cohort.Load(study.Cohort.ClinicalCsv, CohortSchema.Hcc);
        string[] patients = [.. variant.Patients(site).Where(id => with.Contains(id) && analysed.Contains(id) && cohort.Find(id)!.Outcome!.Value.Event != 1).Take(count)];
        variant.Manifest.Remove(r => variant.Manifest.Get(r, "kind") == "slide" && patients.Contains(variant.Manifest.Get(r, "patient_id")));
        return patients;
    }
}
