using Xunit;

namespace HccRisk.Mil.Tests;

public sealed class WitnessTests(ITestOutputHelper log)
{
    [Fact]
    public void Fit_OneTileOf200CarriesTheRisk_AttentionFindsIt()
    {
        var (bags, outcome, witness) = Simulated.Witness(300, 200, 32, 8, seed: 4);
        var fit = AttentionMil.Fit(bags, outcome, options: new AttentionMilOptions { Members = 1, Hidden = 16, Epochs = 100, InnerFolds = 0 }, cancellationToken: TestContext.Current.CancellationToken);
        var (cases, others, contributions, plain) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < bags.Length; i += 2)
        {
            var explanation = fit.Model.Explain(bags[i]);
            cases.Add(explanation.Attention[witness[i]]);
            contributions.Add(explanation.Contributions[witness[i]]);
            others.AddRange(explanation.Attention.Where((_, t) => t != witness[i]));
            plain.AddRange(explanation.Contributions.Where((_, t) => t != witness[i]));
        }

        log.WriteLine($"AUC of attention {Simulated.Auc(cases, others):0.000}, of contributions {Simulated.Auc(contributions, plain):0.000}");
        Assert.True(Simulated.Auc(cases, others) > 0.95);
        Assert.True(Simulated.Auc(contributions, plain) > 0.95);
    }
}
