using HccRisk.Survival.Aft;
using HccRisk.Survival.Boosting;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests.Boosting;

public sealed class AftObjectiveTests
{
    [Theory]
    [InlineData(AftDistribution.LogNormal, 0.7)]
    [InlineData(AftDistribution.LogLogistic, 1.0)]
    [InlineData(AftDistribution.Weibull, 1.4)]
    public void Differentiate_ModerateScores_AgreesWithFiniteDifferences(AftDistribution distribution, double scale)
    {
        var outcome = new SurvivalOutcome([0.5, 1, 2, 4, 8, 16], [1, 0, 1, 1, 0, 1]).WithWeights([1, 2, 0.5, 1, 1, 3]);
        var objective = new AftObjective(outcome, distribution, scale);
        double[] scores = [0.2, 0.4, 0.1, 1.5, 1, 2];
        var (gradient, hessian) = (new double[6], new double[6]);

        objective.Differentiate(scores, gradient, hessian);

        const double Step = 1e-3;
        for (var i = 0; i < scores.Length; i++)
        {
            double At(double change)
            {
                var moved = (double[])scores.Clone();
                moved[i] += change;
                return -objective.LogLikelihood(moved);
            }

            var slope = ((8 * (At(Step) - At(-Step))) - (At(2 * Step) - At(-2 * Step))) / (12 * Step);
            var bend = ((16 * (At(Step) + At(-Step))) - (At(2 * Step) + At(-2 * Step)) - (30 * At(0))) / (12 * Step * Step);
            Assert.Equal(slope, gradient[i], 1e-9);
            Assert.Equal(bend, hessian[i], 1e-6);
        }
    }

    [Theory]
    [InlineData(AftDistribution.LogNormal)]
    [InlineData(AftDistribution.LogLogistic)]
    [InlineData(AftDistribution.Weibull)]
    public void Differentiate_ScoresFarOff_StaysWithinXgboostsBounds(AftDistribution distribution)
    {
        var objective = new AftObjective(new SurvivalOutcome([1, 1, 1, 1], [1, 0, 1, 0]), distribution, 0.5);
        var (gradient, hessian) = (new double[4], new double[4]);

        objective.Differentiate([-60, -60, 60, 60], gradient, hessian);

        Assert.All(gradient, g => Assert.InRange(g, -15, 15));
        Assert.All(hessian, h => Assert.InRange(h, 1e-16, 15));

        // A location far too early asks for a later one; far too late it asks of an event for an earlier one, and of a censored row for
        // nothing.
        Assert.True(gradient[0] < 0 && gradient[1] < 0);
        Assert.True(gradient[2] > 0);
        Assert.Equal(0, gradient[3], 1e-20);
    }

    [Fact]
    public void LogLikelihood_LocationOfAModel_IsThatOfTheModel()
    {
        var outcome = new SurvivalOutcome([0.5, 1, 2, 4, 8, 16], [1, 0, 1, 1, 0, 1]);
        var model = AftModel.Fit([1.0, 2, 1, 3, 4, 2], 1, outcome, new AftOptions { Distribution = AftDistribution.LogNormal }, cancellationToken: TestContext.Current.CancellationToken);
        double[] scores = [.. new[] { 1.0, 2, 1, 3, 4, 2 }.Select(v => model.Intercept + (v * model.Coefficients[0]))];

        Assert.Equal(model.LogLikelihood, new AftObjective(outcome, AftDistribution.LogNormal, model.Scale).LogLikelihood(scores), 1e-10);
    }

    [Fact]
    public void New_TimeZero_IsNamed()
    {
        var exception = Assert.Throws<ArgumentException>(() => new AftObjective(new SurvivalOutcome([1, 0], [1, 1]), AftDistribution.Weibull, 1));
        Assert.StartsWith("Time 1 is 0", exception.Message, StringComparison.Ordinal);
    }
}
