using HccRisk.Oracles;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Tests.Evaluation;

/// <summary>Concordance against R's survival (1e-10; n/G2 1e-8) and Uno's formula written out (1e-8).</summary>
public class ConcordanceReferenceTests
{
    public static TheoryData<string, string, string, string, string> Cases => new()
    {
        { "hepatoCellular", "concordance", "rfs", "RFS", "Recurrence" },
        { "lung", "concordance", "efron", "time", "death" },
        { "lung", "concordance_age", "age", "time", "death" },
        { "pbc", "concordance", "efron", "time", "death" },
        { "rotterdam", "concordance", "efron", "rfst", "rfs" },
        { "veteran", "concordance", "karno", "time", "status" },
        { "veteran", "concordance_ties", "karno", "tm", "status" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Harrell_ReferenceData_EqualsR(string data, string key, string marker, string time, string status)
    {
        var reference = Reference.Load(data);
        var expected = reference.At(key, "n");
        var actual = Concordance.Harrell(reference.Outcome(time, status), reference.Marker(marker));
        Check(expected, actual, 1e-10);
        foreach (var entry in reference.At(key, "tau").EnumerateArray().Where(e => e.GetProperty("timewt").GetString() == "n"))
        {
            var truncated = Concordance.Harrell(reference.Outcome(time, status), reference.Marker(marker), entry.GetProperty("tau").GetDouble());
            Reference.Close(entry.GetProperty("c").GetDouble(), truncated.Estimate.Value!.Value, 1e-10, "c at tau");
            Reference.Close(entry.GetProperty("se").GetDouble(), truncated.Estimate.StandardError!.Value, 1e-10, "se at tau");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Weighted_ReferenceData_EqualsR(string data, string key, string marker, string time, string status)
    {
        var reference = Reference.Load(data);
        foreach (var (name, weights) in ((string, ConcordanceWeights)[])
            [("n", ConcordanceWeights.Pairs), ("S", ConcordanceWeights.Survival), ("S/G", ConcordanceWeights.SurvivalOverCensoring),
             ("n/G2", ConcordanceWeights.InverseCensoringSquared), ("I", ConcordanceWeights.Events)])
        {
            Check(reference.At(key, name), Concordance.Weighted(reference.Outcome(time, status), reference.Marker(marker), weights), 1e-10);
        }
    }

    [Fact]
    public void Weighted_UnknownWeights_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Concordance.Weighted(new HccRisk.Survival.Data.SurvivalOutcome([1, 2], [1, 0]), [2, 1], (ConcordanceWeights)9));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Uno_RTimeWeight_EqualsR(string data, string key, string marker, string time, string status)
    {
        var reference = Reference.Load(data);
        var outcome = reference.Outcome(time, status);
        var options = new ConcordanceOptions { Convention = UnoConvention.RTimeWeight };
        Check(reference.At(key, "n/G2"), Concordance.Uno(outcome, reference.Marker(marker), options: options), 1e-8);
        foreach (var entry in reference.At(key, "tau").EnumerateArray().Where(e => e.GetProperty("timewt").GetString() == "n/G2"))
        {
            var truncated = Concordance.Uno(outcome, reference.Marker(marker), entry.GetProperty("tau").GetDouble(), options);
            Reference.Close(entry.GetProperty("c").GetDouble(), truncated.Estimate.Value!.Value, 1e-8, "c at tau");
            Reference.Close(entry.GetProperty("se").GetDouble(), truncated.Estimate.StandardError!.Value, 1e-8, "se at tau");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Uno_Explicit_EqualsTheFormula(string data, string key, string marker, string time, string status)
    {
        var reference = Reference.Load(data);
        foreach (var entry in reference.At(key, "uno_explicit").EnumerateArray())
        {
            var tau = SurvivalReference.Number(entry.GetProperty("tau"));
            var actual = Concordance.Uno(reference.Outcome(time, status), reference.Marker(marker), double.IsInfinity(tau) ? null : tau);
            Reference.Close(entry.GetProperty("c").GetDouble(), actual.Estimate.Value!.Value, 1e-8, $"c at {tau}");
        }
    }

    private static void Check(System.Text.Json.JsonElement expected, ConcordanceResult actual, double tolerance)
    {
        var counts = expected.GetProperty("counts");
        Reference.Close(counts.GetProperty("concordant").GetDouble(), actual.Concordant, tolerance, "concordant");
        Reference.Close(counts.GetProperty("discordant").GetDouble(), actual.Discordant, tolerance, "discordant");
        Reference.Close(counts.GetProperty("tied.x").GetDouble(), actual.TiedScore, tolerance, "tied.x");
        Reference.Close(counts.GetProperty("tied.y").GetDouble(), actual.TiedTime, tolerance, "tied.y");
        Reference.Close(counts.GetProperty("tied.xy").GetDouble(), actual.TiedBoth, tolerance, "tied.xy");
        Reference.Close(expected.GetProperty("c").GetDouble(), actual.Estimate.Value!.Value, tolerance, "c");
        Reference.Close(expected.GetProperty("se").GetDouble(), actual.Estimate.StandardError!.Value, tolerance, "se");
    }
}
