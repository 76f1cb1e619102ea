using HccRisk.Studies.Data;
using HccRisk.Studies.Synthetic.Population;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Planning;

namespace HccRisk.Studies.Planning;

/// <summary>
/// Answers how many patients a study needs before it sees that POST (clinical columns, MRI, pathology, slide) is better than PRE (clinical columns,
/// MRI). Every simulated study draws its development and external patients anew from the population of the synthetic cohort, fits ridge Cox models
/// of cause 1 with a penalty of one an event, and compares the AUCs at the horizon on its external patients by a paired test. Images are not made:
/// a score of a stated correlation with the marker stands for what is read out of them.
/// </summary>
public static class StudyPlan
{
    private const int Many = 20_000;
    private const double WidthOfAuc = .10;
    private const double RatioOfLimits = 1.5;

    /// <summary>Simulates the studies. One seed gives one result, whatever the number of threads.</summary>
    /// <param name="options">What is planned; null for the defaults.</param>
    /// <param name="progress">Told after every study.</param>
    /// <param name="cancellationToken">Stops between studies.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static StudyPlanResult Run(StudyPlanOptions? options = null, IProgress<StudyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new StudyPlanOptions();
        options.Validate();
        int[] development = [.. options.Development.Distinct().Order()];
        int[] external = [.. options.External.Distinct().Order()];
        var studies = new SimulatedStudy[options.Repeats];
        var done = 0;
        Parallel.For(
            0, studies.Length, new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = cancellationToken },
            i =>
            {
                studies[i] = SimulatedStudy.Run(options, i, development, external);
                progress?.Report(new StudyProgress("simulated studies", Interlocked.Increment(ref done), studies.Length));
            });

        PowerCell[] cells = [.. development.SelectMany((d, i) => external.Select((e, j) => PowerSummary.Cell(studies, i, j, d, e, options.Alpha)))];
        var population = new PlannedPatients(options, SyntheticSite.Development, int.MaxValue - Many, Many);
        var last = cells[^1];
        var risk = (double)population.Events.Zip(population.Times).Count(p => p.First == 1 && p.Second <= options.Horizon) / Many;
        return new StudyPlanResult
        {
            Options = options,
            Risk = risk,
            Cells = cells,
            Needed = [.. development.Select((d, i) => PowerSummary.Needed(studies, i, d, external, options))],
            Minimum =
            [
                Minimum("PRE", PlannedPatients.PreColumns, options.PreParameters, last.PreAuc, population, risk, options.Horizon),
                Minimum("POST", PlannedPatients.PostColumns, options.PostParameters, last.PostAuc, population, risk, options.Horizon),
            ],
        };
    }

    private static MinimumSizes Minimum(string model, int columns, int parameters, double auc, PlannedPatients population, double risk, double horizon)
    {
        var outcome = new SurvivalOutcome(population.Times, population.Events).WithCause(1);
        var fit = CoxModel.Fit(population.Part(Many, columns), columns, outcome, new CoxOptions());
        var rSquared = 1 - Math.Exp(-2 * (fit.LogLikelihood - fit.LogLikelihoodNull) / Many);
        var followUp = population.Times.Average();
        return new MinimumSizes
        {
            Model = model,
            Parameters = parameters,
            RSquared = rSquared,
            Development = SampleSize.Development(parameters, rSquared, fit.EventCount / (followUp * Many), followUp, horizon),
            ForAuc = SampleSize.ForAuc(risk, auc, WidthOfAuc),
            ForObservedExpected = SampleSize.ForObservedExpected(risk, RatioOfLimits),
        };
    }
}
