using HccRisk.Studies.Synthetic.Population;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;

namespace HccRisk.Studies.Planning;

/// <summary>One simulated study: for every development size (first index) and external size (second) both AUCs and their test.</summary>
internal sealed record SimulatedStudy(PairedAuc[][] Comparisons, int[] DevelopmentEvents, int[] ExternalEvents)
{
    /// <summary>Runs a study; smaller sizes are the first patients of larger ones.</summary>
    public static SimulatedStudy Run(StudyPlanOptions options, int number, int[] development, int[] external)
    {
        var home = new PlannedPatients(options, SyntheticSite.Development, number * development[^1], development[^1]);
        var away = new PlannedPatients(options, SyntheticSite.External, number * external[^1], external[^1]);
        var comparisons = new PairedAuc[development.Length][];
        for (var d = 0; d < development.Length; d++)
        {
            var (pre, post) = (Scores(home, development[d], away, PlannedPatients.PreColumns), Scores(home, development[d], away, PlannedPatients.PostColumns));
            comparisons[d] = Array.ConvertAll(external, n => pre is null || post is null
                ? new PairedAuc(double.NaN, double.NaN, double.NaN)
                : PairedAuc.Of(pre.AsSpan(0, n), post.AsSpan(0, n), away.Labels.AsSpan(0, n)));
        }

        return new SimulatedStudy(
            comparisons,
            Array.ConvertAll(development, n => home.Events.AsSpan(0, n).Count(1)),
            Array.ConvertAll(external, n => away.Labels.AsSpan(0, n).Count((sbyte)1)));
    }

    // Linear predictors of the external patients; null without an event to learn from.
    private static double[]? Scores(PlannedPatients home, int patients, PlannedPatients away, int columns)
    {
        var events = home.Events.AsSpan(0, patients).Count(1);
        if (events == 0)
        {
            return null;
        }

        var outcome = new SurvivalOutcome(home.Times.AsSpan(0, patients), home.Events.AsSpan(0, patients)).WithCause(1);
        var coefficients = CoxModel.Fit(home.Part(patients, columns), columns, outcome, new CoxOptions { Ridge = events }).Coefficients;
        var scores = new double[away.Times.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                scores[i] += coefficients[j] * away.Rows[(i * PlannedPatients.PostColumns) + j];
            }
        }

        return scores;
    }
}
