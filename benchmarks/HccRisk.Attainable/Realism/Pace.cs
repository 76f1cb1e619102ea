using System.Globalization;
using HccRisk.Attainable.Generation;
using HccRisk.Studies.Synthetic;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Attainable.Realism;

/// <summary>Processor time a patient, images and files, of every generator in turns within one process.</summary>
internal static class Pace
{
    private const int Rounds = 5;

    public static void Write(IReadOnlyList<PatientSource> sources, RealismOptions options, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("hccrisk-pace-").FullName;
        try
        {
            var cohort = new SyntheticOptions { MaxParallelism = 1 };
            var layout = new CohortLayout(Path.Combine(folder, "cohort"));
            layout.Prepare(cohort);
            SyntheticSite[] sites = [SyntheticSite.Development, SyntheticSite.External];
            Make(sources, 1, -1);
            var spent = Enumerable.Range(0, Rounds).Select(round => Make(sources, options.Timed, round)).ToArray();
            output.WriteLine("## Processor time a patient");
            output.WriteLine();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"MRI of three phases with masks and slide, files and all, default sizes, {options.Timed} patients in each of {Rounds} rounds, generators in turns, one thread."));
            output.WriteLine();
            output.WriteLine("| generator | median s | least s |");
            output.WriteLine("|---|---|---|");
            for (var s = 0; s < sources.Count; s++)
            {
                var times = spent.Select(r => r[s]).Order().ToArray();
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {sources[s].Name} | {times[Rounds / 2]:0.000} | {times[0]:0.000} |"));
            }

            output.WriteLine();

            double[] Make(IReadOnlyList<PatientSource> of, int patients, int round) => [.. of.Select(source =>
            {
                var before = Environment.CpuUsage.TotalTime;
                for (var i = 0; i < patients; i++)
                {
                    source.WriteImages(layout, source.Draw(options.Seed, sites[i % 2], (round + 1) * patients + i), cohort);
                }

                return (Environment.CpuUsage.TotalTime - before).TotalSeconds / patients;
            })];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
