using BenchmarkDotNet.Running;
using HccRisk.Benchmarks.Comparison;

if (args is [var command, ..] && command.StartsWith("survival-", StringComparison.Ordinal))
{
    return ComparisonCommand.Run(args);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
