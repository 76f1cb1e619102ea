using System.Globalization;
using HccRisk.Attainable.Data;
using HccRisk.Attainable.Generation;
using HccRisk.Attainable.Measures;
using HccRisk.Studies.Synthetic;
using HccRisk.Studies.Synthetic.Population;
using MathNet.Numerics.Statistics;

namespace HccRisk.Attainable.Realism;

/// <summary>How much any one extracted feature, and all of them together, say of a latent.</summary>
internal static class FeatureCorrelations
{
    private const int Shown = 8;

    public static void Write(IReadOnlyList<PatientSource> sources, RealismOptions options, TextWriter output, TextWriter error)
    {
        output.WriteLine("## Features and latents");
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Pearson correlation of every feature of the default study with the latent, {options.Patients} patients a site, both sites pooled (or the site named). Readout: ridge regression on all features, taught by one half of the patients, correlated in the other."));
        output.WriteLine();
        output.WriteLine("| generator | latent | features | largest abs r | TJ alone | SYSMH alone | readout r | features that say most |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var source in sources)
        {
            using var cache = new FeatureCache(options.Cache, source, new SyntheticOptions { Seed = options.Seed });
            SyntheticSite[] sites = [SyntheticSite.Development, SyntheticSite.External];
            var patients = sites.SelectMany(s => Enumerable.Range(0, options.Patients).Select(i => source.Draw(options.Seed, s, i))).ToArray();
            var tables = sites.Select(s => cache.Tables(s, 0, options.Patients, (d, t) => error.WriteLine($"{source.Name} {s.Name}: {d} of {t}"), default)).ToArray();
            for (var modality = 0; modality < 2; modality++)
            {
                var names = tables[0][modality].Columns.Select(c => c.Name).ToArray();
                float[][] rows = [.. patients.Select((p, i) =>
                {
                    var table = tables[i / options.Patients][modality];
                    return Array.ConvertAll(table.Row(table.IndexOf(p.Id)).ToArray(), v => (float)v);
                })];
                var latents = modality == 0 ? source.MriLatents : source.WsiLatents;
                for (var l = 0; l < latents.Count; l++)
                {
                    double[] truth = [.. patients.Select(p => (modality == 0 ? source.Mri(p) : source.Wsi(p))[l])];
                    Row(source.Name, latents[l], new FeatureBlock(names, rows), truth, options.Patients, output);
                }
            }
        }

        output.WriteLine();
    }

    private static void Row(string generator, string latent, FeatureBlock features, double[] truth, int perSite, TextWriter output)
    {
        var all = Correlations(0, truth.Length);
        var most = Enumerable.Range(0, all.Length).OrderByDescending(j => Math.Abs(all[j])).Take(Shown)
            .Select(j => string.Create(CultureInfo.InvariantCulture, $"{features.Names[j]} {all[j]:+.00;-.00}"));
        int[] taught = [.. Enumerable.Range(0, truth.Length).Where(i => i % 2 == 0)];
        int[] held = [.. Enumerable.Range(0, truth.Length).Where(i => i % 2 == 1)];
        var readout = Readout.Fit([.. taught.Select(i => features.Rows[i])], [.. taught.Select(i => truth[i])]);
        var read = Correlation.Pearson(held.Select(i => readout.Of(features.Rows[i])), held.Select(i => truth[i]));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {generator} | {latent} | {features.Names.Count} | {all.Max(Math.Abs):.000} | {Correlations(0, perSite).Max(Math.Abs):.000} | {Correlations(perSite, truth.Length).Max(Math.Abs):.000} | {read:.000} | {string.Join(", ", most)} |"));

        double[] Correlations(int from, int to) => [.. Enumerable.Range(0, features.Names.Count).Select(j =>
        {
            int[] known = [.. Enumerable.Range(from, to - from).Where(i => float.IsFinite(features.Rows[i][j]))];
            var r = known.Length < 10 ? 0 : Correlation.Pearson(known.Select(i => (double)features.Rows[i][j]), known.Select(i => truth[i]));
            return double.IsFinite(r) ? r : 0;
        })];
    }
}
