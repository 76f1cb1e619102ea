using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests.Curves;

public sealed class CurveDifferenceTests
{
    // s <- summary(survfit(Surv(time, factor(cause)) ~ sexm, pbc), times = c(1000, 3000)) of R's survival 3.5: pstate, std.err; the difference by hand.
    [Fact]
    public void OfIncidence_Pbc_IsThatOfSurvfit()
    {
        var (women, men) = Groups();
        var (first, second) = (AalenJohansen.Fit(men, [1, 2]), AalenJohansen.Fit(women, [1, 2]));

        var difference = CurveDifference.OfIncidence(first, second, 2, 3000);

        Close(0.568724872076023 - 0.385695900963017, difference.Difference);
        var error = Math.Sqrt(Math.Pow(0.0886429105659243, 2) + Math.Pow(0.0345255120889398, 2));
        Close(error, difference.StandardError);
        Close(difference.Difference - (1.959963984540054 * error), difference.Lower);

        // 2 * pnorm(-abs(d / se)); and of log(-log(p)) with se / (p * log(p)).
        Close(0.0543542275551, difference.PValue, 1e-8);
        Close(0.0726668480605, difference.LogLogPValue, 1e-8);
    }

    // The same of survfit(Surv(time, death) ~ sexm, pbc).
    [Fact]
    public void OfSurvival_Pbc_IsThatOfSurvfit()
    {
        var (women, men) = Groups();

        var difference = CurveDifference.OfSurvival(KaplanMeier.Fit(men.WithCause(2)), KaplanMeier.Fit(women.WithCause(2)), 3000);

        Close(0.391606235047847 - 0.600597468719227, difference.Difference);
        Close(Math.Sqrt(Math.Pow(0.0925507896601234, 2) + Math.Pow(0.0360170591834680, 2)), difference.StandardError);
    }

    [Fact]
    public void Of_BeyondFollowUp_HasAReason()
    {
        var (women, men) = Groups();
        var (first, second) = (AalenJohansen.Fit(men, [1, 2]), AalenJohansen.Fit(women, [1, 2]));

        foreach (var difference in (CurveDifference[])[
            CurveDifference.OfIncidence(first, second, 1, 4500), CurveDifference.OfSurvival(KaplanMeier.Fit(women), KaplanMeier.Fit(men), 4500)])
        {
            Assert.True(double.IsNaN(difference.Difference) && double.IsNaN(difference.PValue));
            Assert.Equal("nobody in a group was followed to 4500: the longest follow-up is 4459", difference.NotEstimable);
        }
    }

    [Fact]
    public void Fit_CauseNobodyHad_HasIncidenceZero()
    {
        var curves = AalenJohansen.Fit(new SurvivalOutcome([1, 2, 3], [1, 0, 1]), [1, 2]);

        Assert.Equal((0, 0), curves.EstimateAt(2, 2));
        Assert.Equal(curves.Incidence(1), AalenJohansen.Fit(new SurvivalOutcome([1, 2, 3], [1, 0, 1])).Incidence(1));
        Assert.Throws<ArgumentException>(() => AalenJohansen.Fit(new SurvivalOutcome([1, 2], [1, 2]), [1]));
    }

    private static (SurvivalOutcome Women, SurvivalOutcome Men) Groups()
    {
        var reference = Reference.Load("pbc");
        var men = reference.Column("sexm");
        var outcome = reference.Outcome("time", "cause");
        int[] rows = [.. Enumerable.Range(0, reference.Count)];
        return (outcome.Select([.. rows.Where(i => men[i] == 0)]), outcome.Select([.. rows.Where(i => men[i] == 1)]));
    }

    private static void Close(double expected, double actual, double tolerance = 1e-10) => Assert.True(
        Math.Abs(expected - actual) <= tolerance, FormattableString.Invariant($"expected {expected:R}, got {actual:R}"));
}
