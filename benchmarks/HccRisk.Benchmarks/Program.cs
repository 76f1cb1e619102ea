using BenchmarkDotNet.Running;
using HccRisk.Benchmarks.Boosting;
using HccRisk.Benchmarks.Comparison;
using HccRisk.Benchmarks.Explanation;
using HccRisk.Benchmarks.Forest;
using HccRisk.Benchmarks.Pathomics;

if (args is [var command, ..] && command.StartsWith("survival-", StringComparison.Ordinal))
{
    return ComparisonCommand.Run(args);
}

if (args is [var pathomics, ..] && pathomics.StartsWith("pathomics-", StringComparison.Ordinal))
{
    return PathomicsPace.Run(args);
}

if (args is [var forest, ..] && forest.StartsWith("forest-", StringComparison.Ordinal))
{
    return ForestPace.Run(args);
}

if (args is ["boosting-pace"])
{
    return BoostingPace.Run();
}

if (args is ["explanation-pace"])
{
    return ExplanationPace.Run();
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
