using BenchmarkDotNet.Running;
using HccRisk.Benchmarks.Boosting;
using HccRisk.Benchmarks.Comparison;
using HccRisk.Benchmarks.Explanation;
using HccRisk.Benchmarks.Forest;
using HccRisk.Benchmarks.Learners;
using HccRisk.Benchmarks.Mil;
using HccRisk.Benchmarks.Pathomics;

switch (args)
{
    case [var survival, ..] when survival.StartsWith("survival-", StringComparison.Ordinal):
        return ComparisonCommand.Run(args);
    case ["pathomics-nuclei", var patients]:
        return NucleiTruth.Run(int.Parse(patients, System.Globalization.CultureInfo.InvariantCulture));
    case [var pathomics, ..] when pathomics.StartsWith("pathomics-", StringComparison.Ordinal):
        return PathomicsPace.Run(args);
    case [var forest, ..] when forest.StartsWith("forest-", StringComparison.Ordinal):
        return ForestPace.Run(args);
    case ["boosting-pace"]:
        return BoostingPace.Run();
    case ["explanation-pace"]:
        return ExplanationPace.Run();
    case ["mil-pace", ..]:
        return MilPace.Run(args);
    case ["wsi-term", ..]:
        return WsiTerm.Run(args);
    case ["mil-contest", ..]:
        return MilContest.Run(args);
    case ["learners", ..]:
        return LearnerContest.Run(args);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
