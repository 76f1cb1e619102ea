using HccRisk.Studies.Synthetic.Population;
using Xunit;

namespace HccRisk.Studies.Tests.Synthetic;

/// <summary>The figures of the cohort's definition, at its own n = 20,000.</summary>
public sealed class PopulationTests
{
    private const int N = 20_000;

    private static readonly SyntheticPatient[] Patients =
        [.. Enumerable.Range(0, N).Select(i => PatientSampler.Draw(11, SyntheticSite.Development, i))];

    public static TheoryData<string, double> Shares => new()
    {
        { "AFP >= 400 ng/mL", .18 },
        { "cirrhosis", .57 },
        { "ALBI grade 1", .59 },
        { "above 5 cm", .24 },
        { "male", .85 },
        { "HBV", .86 },
    };

    [Theory]
    [MemberData(nameof(Shares))]
    public void Draw_Share_IsThePublishedOne(string what, double expected)
    {
        var share = Patients.Average(p => Holds(p) ? 1.0 : 0);

        // Half a percent of rounding in the published figure and three binomial standard errors.
        Assert.InRange(share, expected - Tolerance(expected, N), expected + Tolerance(expected, N));

        bool Holds(SyntheticPatient p) => what switch
        {
            "AFP >= 400 ng/mL" => p.AfpNgMl >= 400,
            "cirrhosis" => p.Cirrhosis,
            "ALBI grade 1" => p.Albi <= -2.60,
            "above 5 cm" => p.SizeCm > 5,
            "male" => p.Male,
            "HBV" => p.Hbv,
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
    }

    [Theory]
    [InlineData(true, .17)]
    [InlineData(false, .27)]
    public void Draw_MicrovascularInvasion_DependsOnStage(bool veryEarly, double expected)
    {
        var group = Patients.Where(p => (!p.Multinodular && p.SizeCm <= 2) == veryEarly).ToArray();
        var share = group.Average(p => p.MicrovascularInvasion ? 1.0 : 0);
        Assert.InRange(share, expected - Tolerance(expected, group.Length), expected + Tolerance(expected, group.Length));
    }

    [Fact]
    public void Draw_Medians_ArePublishedOnes()
    {
        // Standard error of a median of logs: 1.2533 SD / sqrt(n); three of them, and the rounding of the figure.
        Assert.InRange(Math.Log(Median(p => p.AfpNgMl)), Math.Log(30) - .092, Math.Log(30) + .092);
        Assert.InRange(Median(p => p.SizeCm), 3.3, 3.5);
    }

    [Fact]
    public void Draw_Markers_AreStandardNormalAndUnrelatedToClinicalData()
    {
        foreach (var marker in new Func<SyntheticPatient, double>[] { p => p.ZMri, p => p.ZWsi })
        {
            // Standard errors at n = 20,000: mean .007, SD .005 (less .013 for the cut at 3 SD), correlation .007.
            Assert.InRange(Patients.Average(marker), -.025, .025);
            Assert.InRange(Math.Sqrt(Patients.Average(p => marker(p) * marker(p))), .97, 1.005);
            Assert.InRange(Correlation(marker, p => p.ClinicalPre), -.025, .025);
        }

        Assert.InRange(Correlation(p => p.ZMri, p => p.ZWsi), -.025, .025);
    }

    [Fact]
    public void Draw_MultinodularPatients_AreWithinMilan() =>
        Assert.All(Patients.Where(p => p.Multinodular), p => Assert.True(p.TumourCount <= 3 && p.SizeCm <= 3));

    [Theory]
    [InlineData(12, .079, .194)]
    [InlineData(24, .105, .323)]
    [InlineData(36, .113, .401)]
    [InlineData(60, .119, .512)]
    public void CumulativeIncidence_OverThePopulation_IsThePublishedOne(double months, double aggressive, double any)
    {
        var beyond = Patients.Average(p => RecurrenceHazards.CumulativeIncidence(p.Lp1, p.Lp2, 1, months));
        var within = Patients.Average(p => RecurrenceHazards.CumulativeIncidence(p.Lp1, p.Lp2, 2, months));

        // The published figures are a simulation of 20,000 too: three binomial standard errors.
        Assert.InRange(beyond, aggressive - Tolerance(aggressive, N), aggressive + Tolerance(aggressive, N));
        Assert.InRange(beyond + within, any - Tolerance(any, N), any + Tolerance(any, N));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1.7, .4)]
    [InlineData(-1, 1)]
    public void Draw_FirstEvents_FollowTheClosedForm(double lp1, double lp2)
    {
        var random = new SyntheticRandom(5);
        var events = Enumerable.Range(0, N).Select(_ => RecurrenceHazards.Draw(lp1, lp2, random)).ToArray();
        foreach (var months in new double[] { 2, 6, 24, 80 })
        {
            for (var cause = 1; cause <= 3; cause++)
            {
                var expected = RecurrenceHazards.CumulativeIncidence(lp1, lp2, cause, months);
                var seen = events.Count(e => e.Cause == cause && e.Months <= months) / (double)N;
                // Four standard errors: 36 comparisons.
                Assert.InRange(seen, expected - (4 * Error(expected, N)), expected + (4 * Error(expected, N)));
            }
        }
    }

    [Fact]
    public void CumulativeIncidence_AllCauses_AddUpToOneMinusSurvival()
    {
        // All-cause cumulative hazard to 24 months, by hand from the table of pieces, both log hazards zero.
        var hazard = (.40 * ((3 * .0026) + (3 * .0050) + (6 * .0048) + (12 * .0024)))
            + (.70 * ((3 * .0030) + (3 * .0075) + (6 * .0095) + (12 * .0085))) + (24 * .0008);
        var sum = Enumerable.Range(1, 3).Sum(cause => RecurrenceHazards.CumulativeIncidence(0, 0, cause, 24));
        Assert.Equal(1 - Math.Exp(-hazard), sum, 1e-12);
    }

    [Fact]
    public void FollowUp_Findings_AgreeWithTheCauseDrawn()
    {
        var seen = 0;
        foreach (var patient in Patients.Take(5_000))
        {
            var latent = FollowUp.Latent(patient);
            var record = FollowUp.Draw(patient);
            if (record.RecurrenceMonths is not { } months)
            {
                Assert.Null(record.LargestCm);
                Assert.Equal(record.DeathMonths is not null, latent.Cause == 3 && latent.Months <= record.FollowUpMonths + .05);
                continue;
            }

            seen++;
            var within = record is { VascularInvasion: false, Extrahepatic: false }
                && (record is { Count: 1, LargestCm: <= 5 } || record is { Count: <= 3, LargestCm: <= 3 });
            Assert.Equal(latent.Cause == 2, within);
            Assert.Equal(latent.Months, months, .05);
            Assert.True(months <= record.FollowUpMonths && (record.DeathMonths is not { } death || death == record.FollowUpMonths));
        }

        Assert.True(seen > 1_000);
    }

    [Fact]
    public void FollowUp_ExternalSite_IsNeverLongerThanFourYears()
    {
        var longest = Enumerable.Range(0, 2_000)
            .Max(i => FollowUp.Draw(PatientSampler.Draw(3, SyntheticSite.External, i)).FollowUpMonths);
        Assert.InRange(longest, 40, 48.01);
    }

    private static double Error(double share, int n) => Math.Sqrt(share * (1 - share) / n);

    private static double Tolerance(double share, int n) => .005 + (3 * Error(share, n));

    private static double Median(Func<SyntheticPatient, double> value) => Patients.Select(value).Order().ElementAt(N / 2);

    private static double Correlation(Func<SyntheticPatient, double> a, Func<SyntheticPatient, double> b) =>
        MathNet.Numerics.Statistics.Correlation.Pearson(Patients.Select(a), Patients.Select(b));
}
