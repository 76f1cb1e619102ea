using HccRisk.Oracles;
using HccRisk.Survival.Aft;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests.Aft;

public class AftModelTests
{
    [Theory]
    [InlineData("hepatoCellular", "RFS", "Recurrence")]
    [InlineData("lung", "time", "death")]
    [InlineData("pbc", "time", "death")]
    [InlineData("veteran", "time", "status")]
    public void Fit_ReferenceData_EqualsSurvreg(string data, string time, string status)
    {
        var reference = Reference.Load(data);
        foreach (var (key, distribution) in ((string, AftDistribution)[])
            [
                ("weibull", AftDistribution.Weibull), ("exponential", AftDistribution.Exponential), ("rayleigh", AftDistribution.Rayleigh),
                ("lognormal", AftDistribution.LogNormal), ("loglogistic", AftDistribution.LogLogistic),
            ])
        {
            var expected = reference.At("aft", key);
            var names = expected.GetProperty("coef").EnumerateObject().Skip(1).Select(c => c.Name).ToArray();
            int[] rows = [.. Enumerable.Range(0, reference.Count).Where(i => names.All(n => !double.IsNaN(reference.Column(n)[i])))];
            double[] x = [.. rows.SelectMany(i => names.Select(n => reference.Column(n)[i]))];
            var outcome = reference.Outcome(time, status).Select(rows);
            var model = AftModel.Fit(x, names.Length, outcome, new AftOptions { Distribution = distribution }, names, TestContext.Current.CancellationToken);

            Assert.True(model.Converged);
            Assert.Empty(model.Warnings);

            // survreg stops at a relative change of 1e-9 in the log-likelihood, so its own estimates carry errors up to about 1e-6.
            const double Tolerance = 1e-6;
            Reference.Close(SurvivalReference.Numbers(expected.GetProperty("coef")), [model.Intercept, .. model.Coefficients], Tolerance, key + " coef");
            Reference.Close(expected.GetProperty("scale").GetDouble(), model.Scale, Tolerance, key + " scale");
            var loglik = SurvivalReference.Numbers(expected.GetProperty("loglik"));
            Reference.Close(loglik, [model.LogLikelihoodNull, model.LogLikelihood], 1e-9, key + " loglik");
            Reference.Close(expected.GetProperty("aic").GetDouble(), model.Aic, 1e-9, key + " aic");
            var errors = SurvivalReference.Numbers(expected.GetProperty("se"));
            Reference.Close(errors, [.. model.StandardErrors.Take(errors.Length)], Tolerance, key + " se");
            for (var i = 0; i < model.StandardErrors.Count; i++)
            {
                for (var j = 0; j < model.StandardErrors.Count; j++)
                {
                    // Near-zero covariances are differences of large terms: compared on the scale of the two standard errors.
                    var scale = model.StandardErrors[i] * model.StandardErrors[j];
                    Assert.Equal(expected.GetProperty("var")[i][j].GetDouble() / scale, model.Covariance(i, j) / scale, Tolerance);
                }
            }

            for (var i = 0; i < 3; i++)
            {
                var patient = x.AsSpan(i * names.Length, names.Length).ToArray();
                double[] probabilities = [0.1, 0.5, 0.9];
                var quantiles = Array.ConvertAll(probabilities, p => model.Quantile(patient, p));
                Reference.Close(SurvivalReference.Numbers(expected.GetProperty("quantile_first3")[i]), [.. quantiles.Select(q => q.Time)], Tolerance, key + " quantile");
                foreach (var quantile in quantiles)
                {
                    Assert.Equal(1 - quantile.Probability, model.SurvivalAt(patient, quantile.Time), 1e-12);
                    Assert.True(quantile.Lower < quantile.Time && quantile.Time < quantile.Upper);
                }
            }
        }
    }

    [Fact]
    public void Fit_ExponentialWithOneGroupColumn_IsEventsPerPersonTime()
    {
        // The rate of each group is events / total time, and the variance of a log rate 1 / events.
        var (outcome, x) = Simulated.Cox(200, 3, 4);
        double[] group = [.. Enumerable.Range(0, 200).Select(i => x[3 * i] > 0 ? 1d : 0d)];
        var model = AftModel.Fit(group, 1, outcome, new AftOptions { Distribution = AftDistribution.Exponential }, cancellationToken: TestContext.Current.CancellationToken);
        var times = outcome.Times.ToArray();
        var events = outcome.Events.ToArray();
        double Total(int g) => Enumerable.Range(0, 200).Where(i => group[i] == g).Sum(i => times[i]);
        double Events(int g) => Enumerable.Range(0, 200).Where(i => group[i] == g).Sum(i => events[i]);
        Assert.Equal(Math.Log(Total(0) / Events(0)), model.Intercept, 1e-11);
        Assert.Equal(Math.Log(Total(1) / Events(1)) - model.Intercept, model.Coefficients[0], 1e-11);
        Assert.Equal(Math.Sqrt(1 / Events(0) + 1 / Events(1)), model.StandardErrors[1], 1e-11);
        Assert.Equal(1, model.Scale);
    }

    [Fact]
    public void Fit_ExponentialWithEntryTimes_IsEventsPerTimeAtRisk()
    {
        // Under left truncation a row is at risk from its entry to its time.
        var (outcome, x) = Simulated.Cox(200, 3, 4);
        double[] group = [.. Enumerable.Range(0, 200).Select(i => x[3 * i] > 0 ? 1d : 0d)];
        double[] entries = [.. outcome.Times.ToArray().Select((t, i) => t * (i % 5) / 6)];
        var options = new AftOptions { Distribution = AftDistribution.Exponential };
        var model = AftModel.Fit(group, 1, outcome.WithEntries(entries), options, cancellationToken: TestContext.Current.CancellationToken);
        var times = outcome.Times.ToArray();
        var events = outcome.Events.ToArray();
        double Total(int g) => Enumerable.Range(0, 200).Where(i => group[i] == g).Sum(i => times[i] - entries[i]);
        double Events(int g) => Enumerable.Range(0, 200).Where(i => group[i] == g).Sum(i => events[i]);
        Assert.Equal(Math.Log(Total(0) / Events(0)), model.Intercept, 1e-11);
        Assert.Equal(Math.Log(Total(1) / Events(1)) - model.Intercept, model.Coefficients[0], 1e-11);
        Assert.Equal(Math.Sqrt(1 / Events(0) + 1 / Events(1)), model.StandardErrors[1], 1e-11);
    }

    [Theory]
    [InlineData(AftDistribution.Weibull)]
    [InlineData(AftDistribution.LogNormal)]
    [InlineData(AftDistribution.LogLogistic)]
    public void Fit_RowsCutIntoPieces_GiveTheSameModel(AftDistribution distribution)
    {
        // A patient followed to t is two rows, (0, c] without an event and (c, t]: the survival to c cancels.
        var (outcome, x) = Simulated.Cox(120, 2, 11);
        var times = outcome.Times.ToArray();
        double[] cut = [.. times.Select((t, i) => t * (1 + (i % 4)) / 6)];
        var options = new AftOptions { Distribution = distribution };
        var token = TestContext.Current.CancellationToken;
        var whole = AftModel.Fit(x, 2, outcome, options, cancellationToken: token);
        var pieces = AftModel.Fit(
            [.. x, .. x], 2, new SurvivalOutcome([.. cut, .. times], [.. cut.Select(_ => 0), .. outcome.Events]).WithEntries([.. cut.Select(_ => 0d), .. cut]), options, cancellationToken: token);
        Assert.True(pieces.Converged);
        Assert.Equal(whole.Scale, pieces.Scale, 1e-8);
        Reference.Close(whole.Coefficients, pieces.Coefficients, 1e-7, "coef");
        Reference.Close(whole.StandardErrors, pieces.StandardErrors, 1e-7, "se");
        Assert.Equal(whole.LogLikelihood, pieces.LogLikelihood, 1e-8);
        Assert.Equal(whole.LogLikelihoodNull, pieces.LogLikelihoodNull, 1e-8);
    }

    [Theory]
    [InlineData(AftDistribution.Weibull)]
    [InlineData(AftDistribution.LogNormal)]
    [InlineData(AftDistribution.LogLogistic)]
    public void Fit_LateEntry_FindsTheScaleOfTheWholePopulation(AftDistribution distribution)
    {
        // Only those event-free at their entry are seen: 4,000 of them give the parameters back to a few standard errors.
        var random = new Random(5);
        List<double> times = [], entries = [], x = [];
        List<int> events = [];
        while (times.Count < 4000)
        {
            var u = random.NextDouble();
            var w = distribution switch
            {
                AftDistribution.LogNormal => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, u),
                AftDistribution.LogLogistic => Math.Log(u / (1 - u)),
                _ => Math.Log(-Math.Log(1 - u)),
            };
            var group = random.Next(2);
            var death = Math.Exp(1 + 0.5 * group + 0.7 * w);
            var (entry, censored) = (3 * random.NextDouble(), 12 * random.NextDouble());
            if (entry < Math.Min(death, censored))
            {
                times.Add(Math.Min(death, censored));
                events.Add(death <= censored ? 1 : 0);
                entries.Add(entry);
                x.Add(group);
            }
        }

        var outcome = new SurvivalOutcome(times.ToArray(), events.ToArray()).WithEntries(entries.ToArray());
        var model = AftModel.Fit(x.ToArray(), 1, outcome, new AftOptions { Distribution = distribution }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(model.Converged);
        Assert.InRange(Math.Abs(model.Intercept - 1) / model.StandardErrors[0], 0, 4);
        Assert.InRange(Math.Abs(model.Coefficients[0] - 0.5) / model.StandardErrors[1], 0, 4);
        Assert.InRange(Math.Abs(Math.Log(model.Scale / 0.7)) / model.StandardErrors[2], 0, 4);
    }

    [Theory]
    [InlineData(AftDistribution.Weibull)]
    [InlineData(AftDistribution.LogNormal)]
    [InlineData(AftDistribution.LogLogistic)]
    public void Fit_TimeUnitsColumnUnitsAndWeights_ActAsTheyMust(AftDistribution distribution)
    {
        var (outcome, x) = Simulated.Cox(150, 3, 9);
        var options = new AftOptions { Distribution = distribution };
        var token = TestContext.Current.CancellationToken;
        var model = AftModel.Fit(x, 3, outcome, options, cancellationToken: token);
        double[] days = [.. outcome.Times.ToArray().Select(t => t * 365.25)];
        var inDays = AftModel.Fit([.. x.Select((v, i) => i % 3 == 1 ? 1e6 * v + 5e6 : v)], 3, new SurvivalOutcome(days, outcome.Events), options, cancellationToken: token);
        Assert.Equal(model.Scale, inDays.Scale, 1e-9);
        Assert.Equal(model.Coefficients[0], inDays.Coefficients[0], 1e-9);
        Assert.Equal(model.Coefficients[1], 1e6 * inDays.Coefficients[1], 1e-9);
        Assert.Equal(model.Intercept + Math.Log(365.25) - 5 * model.Coefficients[1], inDays.Intercept, 1e-8);
        Assert.Equal(model.LogLikelihood - outcome.EventCount() * Math.Log(365.25), inDays.LogLikelihood, 1e-8);

        // A weight of 2 is a row twice; the likelihood ratio and the coefficients agree.
        int[] rows = [.. Enumerable.Range(0, 150).SelectMany(i => i % 2 == 0 ? (int[])[i, i] : [i])];
        var weighted = AftModel.Fit(x, 3, outcome.WithWeights([.. Enumerable.Range(0, 150).Select(i => i % 2 == 0 ? 2d : 1d)]), options, cancellationToken: token);
        var replicated = AftModel.Fit([.. rows.SelectMany(i => x[(3 * i)..(3 * i + 3)])], 3, outcome.Select(rows), options, cancellationToken: token);
        Reference.Close(replicated.Coefficients, weighted.Coefficients, 1e-9, "coef");
        Reference.Close(replicated.StandardErrors, weighted.StandardErrors, 1e-9, "se");
        Assert.Equal(replicated.LogLikelihood, weighted.LogLikelihood, 1e-8);
    }

    [Fact]
    public void Fit_ConstantAndCollinearColumns_AreNamedAndLeaveTheRestAlone()
    {
        var (outcome, x) = Simulated.Cox(80, 3, 2);
        var token = TestContext.Current.CancellationToken;
        double[] alone = [.. Enumerable.Range(0, 80).Select(i => x[3 * i])];
        double[] more = [.. Enumerable.Range(0, 80).SelectMany(i => (double[])[alone[i], 0.1, 3 * alone[i] - 1])];
        var model = AftModel.Fit(more, 3, outcome, columnNames: ["size", "site", "triple"], cancellationToken: token);
        var reduced = AftModel.Fit(alone, 1, outcome, cancellationToken: token);
        Assert.Contains("'site' is constant", model.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("'triple' is a linear combination", model.Warnings[1], StringComparison.Ordinal);
        Assert.Equal(reduced.Coefficients[0], model.Coefficients[0], 1e-9);
        Assert.Equal(reduced.Aic, model.Aic, 1e-8);
        Assert.Equal((0, double.NaN), (model.Coefficients[2], model.StandardErrors[3]));
        Assert.Equal(1, model.LikelihoodRatioTest.DegreesOfFreedom);
    }

    [Theory]
    [InlineData(AftDistribution.Weibull)]
    [InlineData(AftDistribution.LogNormal)]
    [InlineData(AftDistribution.LogLogistic)]
    public void Fit_EventsOnALine_HasNoScaleNorErrors(AftDistribution distribution)
    {
        // As the scale goes to 0 the density at the events grows without bound, whatever the distribution.
        foreach (var (x, outcome) in ((double[], SurvivalOutcome)[])
        [
            ([1], new SurvivalOutcome([5], [1])),
            ([1, 2], new SurvivalOutcome([5, 8], [1, 1])),
            ([1, 2, 3], new SurvivalOutcome([5, 8, 6], [1, 1, 0])),
        ])
        {
            var model = AftModel.Fit(x, 1, outcome, new AftOptions { Distribution = distribution }, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal((double.NaN, double.NaN, double.NaN), (model.Scale, model.LogLikelihood, model.Aic));
            Assert.All(model.StandardErrors, error => Assert.Equal(double.NaN, error));
            Assert.Equal(double.NaN, model.LikelihoodRatioTest.PValue);
            Assert.False(model.Converged);
            Assert.StartsWith("The scale is not estimable:", Assert.Single(model.Warnings), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Fit_OneEventOfAKnownScale_IsItsTime()
    {
        // Exponential: the estimate of the rate is 1 / 5, with standard error 1 of its logarithm.
        var model = AftModel.Fit(
            [1], 1, new SurvivalOutcome([5], [1]), new AftOptions { Distribution = AftDistribution.Exponential }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Math.Log(5), model.Intercept, 1e-9);
        Assert.Equal(1, model.StandardErrors[0], 1e-9);
        Assert.True(model.Converged);
    }

    [Fact]
    public void Fit_BadInput_IsNamed()
    {
        var outcome = new SurvivalOutcome([1, 2, 3], [1, 0, 1]);
        Assert.Contains("Column 'age' is NaN at row 1", Assert.Throws<ArgumentException>(() => Run([1, double.NaN, 2], outcome)).Message, StringComparison.Ordinal);
        Assert.Throws<NoEventsException>(() => Run([1, 2, 3], new SurvivalOutcome([1, 2, 3], [0, 0, 0])));
        Assert.Throws<ArgumentException>(() => new AftOptions { MaxIterations = 0, Tolerance = 2 }.Validate());

        static AftModel Run(double[] x, SurvivalOutcome outcome) =>
            AftModel.Fit(x, 1, outcome, columnNames: ["age"], cancellationToken: TestContext.Current.CancellationToken);
    }
}
