using System.Diagnostics;
using System.Globalization;
using HccRisk.Attainable.Data;
using HccRisk.Attainable.Generation;
using HccRisk.Core.Storage;
using HccRisk.Studies.Synthetic;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Attainable.Running;

/// <summary>The command: fills the cache, measures, prints the table.</summary>
internal static class AttainableCommand
{
    /// <returns>0, or 2 with one line on <paramref name="error"/> when an option is wrong.</returns>
    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        try
        {
            var options = AttainableOptions.Parse(args);
            var clock = Stopwatch.StartNew();
            var result = Measure(options, new SyntheticOptions { Seed = options.Seed, Development = options.Development, External = options.External, MaxParallelism = options.Threads }, Progress, default);
            if (result is null)
            {
                return 0;
            }

            var report = new AttainableReport(result with { Command = Shown(args) });
            if (options.Output is not null)
            {
                AtomicFile.WriteText(options.Output, report.ToString());
            }

            output.Write(report.ToString());
            return 0;

            void Progress(string what, int done, int total) => error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{what}: {done} of {total}, {clock.Elapsed.TotalSeconds:0} s, {Environment.CpuUsage.TotalTime.TotalSeconds:0} s of processor"));
        }
        catch (ArgumentException e)
        {
            error.WriteLine($"attainable: {e.Message}");
            return 2;
        }
    }

    /// <summary>Everything; null when only the cache was to be filled.</summary>
    internal static AttainableResult? Measure(AttainableOptions options, SyntheticOptions patients, Action<string, int, int> progress, CancellationToken cancellationToken)
    {
        var source = PatientSource.Find(options.Generator);
        SyntheticData data;
        using (var cache = new FeatureCache(options.Cache, source, patients))
        {
            data = SyntheticData.Make(source, patients, cache, options.Others, progress, cancellationToken);
        }

        if (options.GenerateOnly)
        {
            return null;
        }

        var arms = ArmList.Of(data, options.Without);
        var fits = new FitCache(options);
        var truths = source.Truths.Select((truth, t) => (truth, Draws: t == 0 ? options.Redraws : options.OtherRedraws)).Where(t => t.Draws > 0)
            .Select(t => TruthRun.Run(
                t.truth, source, data, t.truth == source.Truths[0] ? arms : [.. arms.Where(a => a.Everywhere)], t.Draws, options, fits, patients.MaxParallelism, done => progress(t.truth.Name, done, t.Draws), cancellationToken))
            .ToArray();
        return new AttainableResult
        {
            Options = options,
            Command = string.Empty,
            Truths = truths,
            Correlations = data.Correlations,
            Real = RealRun.Run(options.RealRepeats, (done, total) => progress("real cohort", done, total), cancellationToken),
        };
    }

    /// <summary>The command line as the table shows it: where files lie is nobody's business.</summary>
    private static string Shown(IReadOnlyList<string> args) => string.Concat(
        args.Where((a, i) => a is not ("--cache" or "--output") && (i == 0 || args[i - 1] is not ("--cache" or "--output"))).Select(a => a.Contains(' ', StringComparison.Ordinal) ? $" \"{a}\"" : " " + a));
}
