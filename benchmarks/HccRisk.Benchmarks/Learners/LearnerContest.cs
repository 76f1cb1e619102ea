using System.Diagnostics;
using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Aft;
using HccRisk.Survival.CoxNet;
using HccRisk.Survival.DiscreteTime;
using Microsoft.ML;

namespace HccRisk.Benchmarks.Learners;

/// <summary>Every learner with its defaults on the same simulated patients; each is judged on 3,000 others whose risk is known.</summary>
internal static class LearnerContest
{
    private const int Patients = 462;

    private const int Others = 3_000;

    /// <summary>Hazards a month that give about 50 and 150 events of 462 patients by the horizon's end of follow-up.</summary>
    private static readonly (string Name, double Linear, double Interaction, double NonProportional)[] Sizes =
        [("about 50 events", 0.0020, 0.0016, 0.0016), ("about 150 events", 0.0088, 0.0075, 0.0070)];

    private static readonly (string Name, Func<MLContext, IEstimator<ITransformer>> Make)[] Learners =
    [
        ("Cox (ridge)", ml => ml.Survival.Trainers.CoxRidge()),
        ("Cox (no penalty)", ml => ml.Survival.Trainers.Cox()),
        ("Cox (Firth)", ml => ml.Survival.Trainers.Firth()),
        ("Cox (lasso)", ml => ml.Survival.Trainers.CoxNet()),
        ("Cox (elastic net, alpha .5)", ml => ml.Survival.Trainers.CoxNet(new CoxNetTrainerOptions { Net = new CoxNetOptions { Alpha = 0.5 } })),
        ("mean of ridge and net", ml => ml.Survival.Trainers.Average(ml.Survival.Trainers.CoxRidge(), ml.Survival.Trainers.CoxNet())),
        ("CoxBoost", ml => ml.Survival.Trainers.CoxBoost()),
        ("cause-specific Cox pair", ml => ml.Survival.Trainers.CauseSpecificCox()),
        ("Fine-Gray", ml => ml.Survival.Trainers.FineGray()),
        ("AFT (Weibull)", ml => ml.Survival.Trainers.Aft(new AftTrainerOptions())),
        ("survival forest", ml => ml.Survival.Trainers.Forest()),
        ("boosted Cox", ml => ml.Survival.Trainers.BoostedCox()),
        ("boosted AFT", ml => ml.Survival.Trainers.BoostedAft()),
        ("discrete time, logistic", ml => ml.Transforms.NormalizeMeanVariance("Features", fixZero: false).Append(ml.Survival.Trainers.DiscreteTime(
            ml.BinaryClassification.Trainers.LbfgsLogisticRegression(
                exampleWeightColumnName: "Weight", l1Regularization: 0, l2Regularization: 10), new DiscreteTimeOptions { Times = [6, 12, 18, 24, 36], Horizons = [12, 24, 36], PeriodIndicators = true }))),
        ("landmark, FastTree", ml => ml.Survival.Landmark(ml.BinaryClassification.Trainers.FastTree(
            exampleWeightColumnName: "Weight", numberOfLeaves: 4, numberOfTrees: 60, minimumExampleCountPerLeaf: 20, learningRate: 0.05), LearnerSimulation.Horizon)),
    ];

    /// <summary>Runs all and prints a row for each; the first argument, if any, is the number of seeds (20).</summary>
    internal static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var seeds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
        foreach (var size in Sizes)
        {
            foreach (var truth in Enum.GetValues<SimulatedTruth>())
            {
                var hazard = truth switch { SimulatedTruth.Linear => size.Linear, SimulatedTruth.Interaction => size.Interaction, _ => size.NonProportional };
                var rounds = Enumerable.Range(1, seeds).Select(seed => new LearnerRound(truth, hazard, seed, Patients, Others)).ToArray();
                Console.Error.WriteLine($"{truth}, {size.Name}");
                LearnerTable.Write(Console.Out, truth, size.Name, rounds, [.. Learners.Select(l => (l.Name, (IReadOnlyList<LearnerFigure>)[.. rounds.Select(r => Judge(l, r))]))]);
            }
        }

        return 0;
    }

    private static LearnerFigure Judge((string Name, Func<MLContext, IEstimator<ITransformer>> Make) learner, LearnerRound round)
    {
        var ml = new MLContext(seed: 1);
        var watch = Process.GetCurrentProcess().TotalProcessorTime;
        try
        {
            var model = learner.Make(ml).Fit(ml.Data.LoadFromEnumerable(round.Development));
            var seconds = (Process.GetCurrentProcess().TotalProcessorTime - watch).TotalSeconds;
            var scored = model.Transform(ml.Data.LoadFromEnumerable(round.Others));
            if (scored.Schema.GetColumnOrNull("CumulativeIncidence") is null)
            {
                var risks = DataViewReader.ReadNumbers(scored, "Probability");
                return round.Judge(risks, risks, seconds);
            }

            var (incidence, rows, slots) = DataViewReader.ReadMatrix(scored, "CumulativeIncidence");
            return round.Judge(DataViewReader.ReadNumbers(scored, "Score"), [.. Enumerable.Range(0, rows).Select(i => incidence[(i * slots) + 1])], seconds);
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine($"{learner.Name}: {e.Message}");
            return LearnerFigure.None;
        }
    }
}
