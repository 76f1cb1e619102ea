using System.Text.Json;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Validation;

namespace HccRisk.Survival.Tests.Validation;

/// <summary>What the engine refuses, what it remarks on, and what must hold whatever the data.</summary>
public sealed class ExternalValidationTests
{
    private const int Patients = 300;

    private static readonly double[] Horizons = [12, 24, 36];

    private static readonly ValidationOptions Quick = new() { Replicates = 0 };

    [Theory]
    [InlineData(1.25, "give it as a score")]
    [InlineData(-0.5, "give it as a score")]
    [InlineData(38, "divide them by 100")]
    public void Run_RiskOutsideZeroToOne_NamesModelPatientValueAndRemedy(double value, string remedy)
    {
        var input = Made();
        var (perCent, risk) = (value > 2, input.Predictions[0].Risks[1].Risk.ToArray());
        risk = [.. risk.Select((r, i) => i == 7 ? value : perCent && i > 7 ? 100 * r : r)];
        var error = Assert.Throws<ArgumentException>(() => ExternalValidation.Run(With(input, risk), Quick));
        Assert.Contains("'model' at 24", error.Message, StringComparison.Ordinal);
        Assert.Contains("patient 'P7'", error.Message, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"is {value} for"), error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_PatientTwice_NamesTheRows()
    {
        var input = Made();
        string[] ids = [.. input.Patients];
        ids[9] = "P3";
        var error = Assert.Throws<ArgumentException>(() => ExternalValidation.Run(input with { Patients = ids }, Quick));
        Assert.Contains("'P3' is in rows 4 and 10", error.Message, StringComparison.Ordinal);
    }

    // Twenty models are 190 pairs; of one more each is compared with the first alone, and it is said.
    [Theory]
    [InlineData(20, 190)]
    [InlineData(21, 20)]
    public void Run_ManyModels_ComparesEachWithTheFirst(int models, int pairs)
    {
        var input = Made();
        var score = input.Predictions[0].Risks[0].Risk;
        var result = ExternalValidation.Run(
            input with { Predictions = [.. Enumerable.Range(0, models).Select(m => new Prediction($"m{m}") { Score = [.. score.Select((s, i) => s + (1e-3 * ((i * (m + 3)) % 17)))] })] },
            Quick with { Horizons = [24] });
        Assert.Equal(pairs, result.Differences.Count(d => d.Measure == "AUC"));
        Assert.Equal(pairs < models, result.Differences.All(d => d.Reference is null or "m0"));
        Assert.Equal(pairs < models, result.Settings.Any(s => s.Name == "differences" && s.Value.Contains("'m0'", StringComparison.Ordinal)));
    }

    // The risk turns the score round: which of them orders the patients is seen in the AUC, and nowhere in calibration.
    [Fact]
    public void Run_OrderedByScore_JudgesTheScoreWhereThereAreRisks()
    {
        var input = Made();
        var prediction = input.Predictions[0] with { Score = [.. input.Predictions[0].Risks[1].Risk.Select(r => -r)] };
        ValidationResult Of(bool ordered) => ExternalValidation.Run(input with { Predictions = [prediction with { OrderedByScore = ordered }] }, Quick);
        var (risk, score) = (Of(false).Models[0].Horizons[1], Of(true).Models[0].Horizons[1]);
        Assert.Equal(1 - risk.Auc.Auc.Value!.Value, score.Auc.Auc.Value!.Value, 12);
        Assert.Equal(risk.Calibration!.Slope, score.Calibration!.Slope);
    }

    [Fact]
    public void Run_NobodyHadTheCause_NamesTheCodesThatOccur()
    {
        var input = Made();
        var error = Assert.Throws<NoEventsException>(() => ExternalValidation.Run(input, Quick with { Cause = 3 }));
        Assert.Contains("event code 3; the codes that occur are 1", error.Message, StringComparison.Ordinal);
        var censored = input with { Outcome = new SurvivalOutcome(input.Outcome.Times, new int[Patients]) };
        Assert.Contains("all 300 patients is 0", Assert.Throws<NoEventsException>(() => ExternalValidation.Run(censored, Quick)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_CodesOneAndTwo_RemarksGravely()
    {
        var input = Made();
        var coded = input with { Outcome = new SurvivalOutcome(input.Outcome.Times, Array.ConvertAll(input.Outcome.Events.ToArray(), e => e + 1)) };
        var remark = Single(ExternalValidation.Run(coded, Quick), "event codes");
        Assert.True(remark.Grave);
        Assert.Contains("0 and 1", remark.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OtherCodes_AreCompetingWithARemarkUnlessDeclared()
    {
        var input = Made(competing: true);
        var result = ExternalValidation.Run(input, Quick);
        Assert.Contains("2 (", Single(result, "competing events").Text, StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(result.FollowUp.Competing).Cause);
        Assert.DoesNotContain(ExternalValidation.Run(input, Quick with { Competing = [2] }).Remarks, r => r.Kind == "competing events");
        Assert.All(result.Models[0].Horizons, h => Assert.NotNull(h.AucEventFree));

        // With any event as the event nothing competes.
        var any = ExternalValidation.Run(input, Quick with { Cause = 0 });
        Assert.Empty(any.FollowUp.Competing);
        Assert.Equal(result.FollowUp.Events + result.FollowUp.Competing[0].Events, any.FollowUp.Events);
    }

    [Fact]
    public void Run_ScoreTurnedRound_RemarksOnItsDirectionWithTheRemedy()
    {
        var input = Made();
        var score = Array.ConvertAll(input.Predictions[0].Score!.ToArray(), s => -s);
        var result = ExternalValidation.Run(input with { Predictions = [new Prediction("turned") { Score = score }] }, Quick);
        var remark = Single(result, "direction");
        Assert.True(remark.Grave);
        Assert.Contains("minus sign", remark.Remedy, StringComparison.Ordinal);
        var right = ExternalValidation.Run(input, Quick).Models[0].Harrell.Value!.Value;
        Assert.Equal(1 - right, result.Models[0].Harrell.Value!.Value, 12);
    }

    [Fact]
    public void Run_SurvivalProbabilitiesForRisks_SaysSo()
    {
        var input = Made();
        var turned = input.Predictions[0] with { Score = null, Risks = [.. input.Predictions[0].Risks.Select(r => r with { Risk = [.. r.Risk.Select(v => 1 - v)] })] };
        var result = ExternalValidation.Run(input with { Predictions = [turned] }, Quick);
        Assert.Contains("1 minus", Single(result, "direction").Remedy, StringComparison.Ordinal);
        Assert.Contains("survival probabilities", Single(result, "risks fall with time").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ProbabilityGivenAsScore_AsksForItsHorizon()
    {
        var input = Made();
        var result = ExternalValidation.Run(input with { Predictions = [new Prediction("p") { Score = input.Predictions[0].Risks[1].Risk }] }, Quick);
        Assert.Contains("at which horizon", Single(result, "score or probability").Remedy, StringComparison.Ordinal);
        Assert.False(result.Models[0].HasRisks);
        Assert.All(result.Models[0].Horizons, h => Assert.Null(h.Calibration));
    }

    [Theory]
    [InlineData(null, 1.0, "months", "12, 24, 36")]
    [InlineData("years", 1 / 12.0, "years", "1, 2, 3")]
    [InlineData(null, 30.4375, "days", "365, 730, 1095")]
    public void Run_NoHorizonGiven_TakesOneToThreeYearsInTheUnit(string? unit, double scale, string expected, string horizons)
    {
        var input = Made();
        var scaled = input with
        {
            Outcome = new SurvivalOutcome(Array.ConvertAll(input.Outcome.Times.ToArray(), t => t * scale), input.Outcome.Events),
            Predictions = [new Prediction("score") { Score = input.Predictions[0].Score }],
        };
        var result = ExternalValidation.Run(scaled, Quick with { Unit = unit });
        Assert.Equal(expected, result.Unit);
        Assert.Equal(horizons, result.Settings.Single(s => s.Name == "horizons").Value);
    }

    [Fact]
    public void Run_UnitOpen_TakesQuartilesOfTheFollowUp()
    {
        var input = Made();
        double[] times = Array.ConvertAll(input.Outcome.Times.ToArray(), t => t / 12);
        var result = ExternalValidation.Run(
            input with { Outcome = new SurvivalOutcome(times, input.Outcome.Events), Predictions = [new Prediction("score") { Score = input.Predictions[0].Score }] }, Quick);
        Array.Sort(times);

        // R's type 7 on 300 values: between the 75th and 76th, 0.75 of the way, and so on.
        Assert.Equal([times[74] + (0.75 * (times[75] - times[74])), times[149] + (0.5 * (times[150] - times[149])), times[224] + (0.25 * (times[225] - times[224]))], result.Horizons.Select(h => h.Time), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Contains("Quartiles", result.Settings.Single(s => s.Name == "horizons").Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ModelWithoutSomePatients_LeavesThemOutForAll()
    {
        var input = Made();
        var partial = input.Predictions[0].Score!.Select((s, i) => i % 10 == 0 ? double.NaN : s).ToArray();
        var result = ExternalValidation.Run(input with { Predictions = [input.Predictions[0], new Prediction("partial") { Score = partial }] }, Quick);
        Assert.Equal(270, result.FollowUp.Patients);
        Assert.Equal((270, 30), (result.Flow[^1].Patients, result.Flow[^1].LeftOut));
        var remark = Single(result, "models of different patients");
        Assert.Equal("partial", remark.Subject);

        // The other model is judged on the same patients: as if they alone had been given.
        int[] kept = [.. Enumerable.Range(0, Patients).Where(i => i % 10 != 0)];
        var alone = ExternalValidation.Run(
            new ValidationInput
            {
                Outcome = input.Outcome.Select(kept),
                Predictions = [new Prediction("model") { Score = [.. kept.Select(i => input.Predictions[0].Score![i])] }],
            },
            Quick with { Horizons = Horizons });
        Assert.Equal(alone.Models[0].Uno.Value, result.Models[0].Uno.Value);
    }

    [Fact]
    public void Run_HorizonThatAModelPredictsNobodyAt_IsLeftOutForIt()
    {
        var input = Made();
        var none = Enumerable.Repeat(double.NaN, Patients).ToArray();
        var partial = input.Predictions[0] with { Score = null, Risks = [.. input.Predictions[0].Risks.Select(r => r.Time == 36 ? r with { Risk = none } : r)] };
        var result = ExternalValidation.Run(input with { Predictions = [partial] }, Quick);
        Assert.Equal(Patients, result.FollowUp.Patients);
        Assert.Equal([12, 24], result.Horizons.Select(h => h.Time));
        Assert.Contains("36", Single(result, "no risks").Text, StringComparison.Ordinal);
        var nobody = new Prediction("empty") { Risks = [new HorizonRisk(12, none)] };
        Assert.Contains("'empty'", Assert.Throws<ArgumentException>(() => ExternalValidation.Run(input with { Predictions = [nobody] }, Quick)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NoSurvivalAtSomeOwnTimes_KeepsThePatientsAndSaysWhy()
    {
        var input = Made();
        double[] own = [.. Enumerable.Range(0, Patients).Select(i => i < 5 ? double.NaN : 0.5)];
        var result = ExternalValidation.Run(input with { Predictions = [input.Predictions[0] with { OwnSurvival = own }] }, Quick);
        Assert.Equal(Patients, result.FollowUp.Patients);
        Assert.Contains("5 of 300", result.Models[0].DCalibration!.NotEstimable, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_LevelWithoutEvents_IsNotEstimableWithTheReason()
    {
        var input = Made();
        var levels = new PatientColumn("arm", [.. Enumerable.Range(0, Patients).Select(i => input.Outcome.Events[i] == 0 && i % 2 == 0 ? "quiet" : "other")]);
        var result = ExternalValidation.Run(input with { Subgroups = [levels] }, Quick);
        var quiet = result.Subgroups[0].Levels.Single(l => l.Name == "quiet");
        Assert.Equal(0, quiet.Events);
        Assert.Equal("nobody had the event", quiet.Models[0].Harrell.NotEstimable);
        Assert.Contains("'quiet'", Single(result, "small group").Text, StringComparison.Ordinal);
        Assert.All(result.Subgroups[0].Interactions, i => Assert.NotNull(i.NotEstimable));
    }

    [Fact]
    public void Run_LabelsOrAConstant_AreRemarkedOnGravely()
    {
        var input = Made();
        double[] labels = [.. input.Predictions[0].Risks[1].Risk.Select(r => r > 0.4 ? 1.0 : 0)];
        Assert.True(Single(ExternalValidation.Run(With(input, labels), Quick), "labels for risks").Grave);
        var constant = input with { Predictions = [new Prediction("flat") { Score = new double[Patients] }] };
        Assert.True(Single(ExternalValidation.Run(constant, Quick), "constant").Grave);
    }

    [Fact]
    public void Run_SubgroupOfIdentifiers_IsRefused()
    {
        var input = Made();
        var error = Assert.Throws<ArgumentException>(() => ExternalValidation.Run(input with { Subgroups = [new PatientColumn("id", input.Patients)] }, Quick));
        Assert.Contains("'id' has 300 levels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NumbersAsSubgroup_AreCutAtTheirMedian()
    {
        var input = Made();
        var age = PatientColumn.OfNumbers("age", [.. Enumerable.Range(0, Patients).Select(i => i % 7 == 0 ? double.NaN : 40 + (i % 30))]);
        var result = ExternalValidation.Run(input with { Subgroups = [age], Baseline = [age] }, Quick);
        var subgroup = result.Subgroups[0];
        Assert.Equal(43, subgroup.Missing);
        Assert.Equal(Patients - 43, subgroup.Levels.Sum(l => l.Patients));
        Assert.Contains("median", subgroup.Rule, StringComparison.Ordinal);
        Assert.Equal(["Harrell C", "AUC", "O/E", "calibration slope", "effect"], subgroup.Interactions.Select(i => i.Measure));
        Assert.Equal((Patients - 43, 43), (result.Baseline[0].Present, result.Baseline[0].Missing));
    }

    /// <summary>On the scale log(-log(1 - risk)) a shift of all risks moves the intercept by as much, and a stretch divides the slope.</summary>
    [Fact]
    public void Run_RisksMovedOnTheirScale_AreMovedBackByRecalibration()
    {
        var input = Made();
        var before = ExternalValidation.Run(input, Quick).Models[0].Horizons[1].Recalibrated;
        var moved = input.Predictions[0].Risks[1].Risk.Select(r => 1 - Math.Exp(-Math.Exp(0.7 + Math.Log(-Math.Log(1 - r))))).ToArray();
        var shifted = ExternalValidation.Run(With(input, moved), Quick).Models[0].Horizons[1].Recalibrated;
        Assert.Equal(before[0].Intercept!.Value - 0.7, shifted[0].Intercept!.Value, 9);
        Assert.Equal(before[1].Slope!.Value, shifted[1].Slope!.Value, 9);
        var stretched = input.Predictions[0].Risks[1].Risk.Select(r => 1 - Math.Exp(-Math.Exp(2 * Math.Log(-Math.Log(1 - r))))).ToArray();
        var narrowed = ExternalValidation.Run(With(input, stretched), Quick).Models[0].Horizons[1].Recalibrated;
        Assert.Equal(before[1].Slope!.Value / 2, narrowed[1].Slope!.Value, 8);
        Assert.Equal(before[1].Brier!.Value!.Value, narrowed[1].Brier!.Value!.Value, 9);
    }

    [Fact]
    public void Run_TheSameModelTwice_FindsNoDifference()
    {
        var input = Made();
        var result = ExternalValidation.Run(input with { Predictions = [input.Predictions[0], input.Predictions[0] with { Name = "again" }] }, Quick);
        Assert.All(result.Differences.Where(d => d.Reference is not null), d => Assert.Equal(0, d.Comparison.Difference.Value));
        Assert.All(result.Reclassifications, r => Assert.Equal(0, r.Integrated.Net.Value));
        Assert.Equal(3, result.Reclassifications.Count);
    }

    [Fact]
    public void Run_SitesShareThePatients_AndAreSummarised()
    {
        var input = Made();
        var site = new PatientColumn("site", [.. Enumerable.Range(0, Patients).Select(i => $"S{i % 3}")]);
        var result = ExternalValidation.Run(input with { Site = site }, Quick);
        Assert.Equal(["S0", "S1", "S2"], result.Sites.Select(s => s.Name));
        Assert.Equal(result.FollowUp.Events, result.Sites.Sum(s => s.Events));
        foreach (var h in result.Heterogeneity)
        {
            Assert.Equal(3, h.Sites);
            Assert.InRange(h.Pooled.Value!.Value, h.Pooled.Lower!.Value, h.Pooled.Upper!.Value);
            Assert.True(h.PredictionLower <= h.Pooled.Lower && h.PredictionUpper >= h.Pooled.Upper);
        }
    }

    [Fact]
    public void Run_Twice_GivesTheSameBytes()
    {
        var input = Made(competing: true);
        var options = new ValidationOptions { Replicates = 20 };
        Assert.Equal(JsonSerializer.Serialize(ExternalValidation.Run(input, options)), JsonSerializer.Serialize(ExternalValidation.Run(input, options)));
    }

    [Fact]
    public void Run_CalibrationCurve_SpansThePredictionsInsideItsBand()
    {
        foreach (var competing in (bool[])[false, true])
        {
            var input = Made(competing);
            var curve = ExternalValidation.Run(input, Quick).Models[0].Horizons[1].Curve!;
            var risk = input.Predictions[0].Risks[1].Risk;
            Assert.Equal(101, curve.Points.Count);
            Assert.Equal((risk.Min(), risk.Max()), (curve.Points[0].Predicted, curve.Points[^1].Predicted));
            Assert.All(curve.Points, p => Assert.True(p.Lower < p.Observed && p.Observed < p.Upper && p.Lower >= 0 && p.Upper <= 1));
        }
    }

    [Fact]
    public void Tables_OfAResult_HaveTheNamesThatAreAnnounced()
    {
        var input = Made();
        var site = new PatientColumn("site", [.. Enumerable.Range(0, Patients).Select(i => $"S{i % 3}")]);
        var result = ExternalValidation.Run(
            input with { Site = site, Subgroups = [site], Baseline = [site], Predictions = [input.Predictions[0], input.Predictions[0] with { Name = "again" }] }, Quick);
        Assert.Equal(ValidationTables.Names.Where(n => n != "remarks.csv" || result.Remarks.Count > 0), ValidationTables.Of(result).Select(t => t.Name));
    }

    /// <summary>Exponential times with hazard 0.02 exp(x), censored evenly up to 80; the risks are the true ones but for the competing event.</summary>
    private static ValidationInput Made(bool competing = false)
    {
        var random = new Random(11);
        var (times, events, score) = (new double[Patients], new int[Patients], new double[Patients]);
        for (var i = 0; i < Patients; i++)
        {
            score[i] = (2.4 * random.NextDouble()) - 1.2;
            var own = -Math.Log(1 - random.NextDouble()) / (0.02 * Math.Exp(score[i]));
            var other = -Math.Log(1 - random.NextDouble()) / 0.01;
            var end = 10 + (70 * random.NextDouble());
            times[i] = Math.Min(own, end);
            events[i] = own <= end ? 1 : 0;
            if (competing && other < times[i])
            {
                (times[i], events[i]) = (other, 2);
            }
        }

        return new ValidationInput
        {
            Outcome = new SurvivalOutcome(times, events),
            Predictions =
            [
                new Prediction("model")
                {
                    Score = score,
                    Risks = [.. Horizons.Select(h => new HorizonRisk(h, Array.ConvertAll(score, s => 1 - Math.Exp(-0.02 * h * Math.Exp(s)))))],
                },
            ],
            Patients = [.. Enumerable.Range(0, Patients).Select(i => $"P{i}")],
        };
    }

    /// <summary>Other risks at the second horizon; no score and no third horizon that could contradict them.</summary>
    private static ValidationInput With(ValidationInput input, double[] risk) => input with
    {
        Predictions =
        [
            new Prediction("model") { Risks = [new HorizonRisk(12, new double[Patients]), new HorizonRisk(24, risk)] },
        ],
    };

    private static ValidationRemark Single(ValidationResult result, string kind) => Assert.Single(result.Remarks, r => r.Kind == kind);
}
