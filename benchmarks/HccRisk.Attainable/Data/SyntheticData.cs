using HccRisk.Attainable.Generation;
using HccRisk.Attainable.Measures;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Learning;
using HccRisk.Features.Clinical;
using HccRisk.Studies.Synthetic;
using HccRisk.Studies.Synthetic.Population;
using Microsoft.ML;

namespace HccRisk.Attainable.Data;

/// <summary>The invented patients with everything models may read of them: development first, then external.</summary>
internal sealed record SyntheticData
{
    /// <summary>The first index of the patients that teach the readout: beyond every development and external patient.</summary>
    public const int FirstTeacher = 4_000;

    public required IReadOnlyList<SyntheticPatient> Development { get; init; }

    public required IReadOnlyList<SyntheticPatient> External { get; init; }

    public required ClinicalSet Before { get; init; }

    public required ClinicalSet After { get; init; }

    /// <summary>What pipelines read: features measured on the pixels.</summary>
    public required FeatureBlock Radiomics { get; init; }

    /// <summary>What pipelines read: features measured on the slides.</summary>
    public required FeatureBlock Pathomics { get; init; }

    /// <summary>The latents in their place.</summary>
    public required FeatureBlock OracleMri { get; init; }

    public required FeatureBlock OracleWsi { get; init; }

    /// <summary>What features tell of the latents at best; null without other patients to teach it.</summary>
    public FeatureBlock? ReadableMri { get; init; }

    public FeatureBlock? ReadableWsi { get; init; }

    /// <summary>Correlation of each readable latent with the latent on the external site.</summary>
    public IReadOnlyList<(string Latent, double Readout, double BestFeature)> Correlations { get; init; } = [];

    /// <summary>Draws the patients, and takes their features from the cache.</summary>
    public static SyntheticData Make(
        PatientSource source, SyntheticOptions options, FeatureCache cache, int others, Action<string, int, int> progress, CancellationToken cancellationToken)
    {
        var (development, external) = (Draw(source, options, SyntheticSite.Development, 0, options.Development), Draw(source, options, SyntheticSite.External, 0, options.External));
        SyntheticPatient[] patients = [.. development, .. external];
        var (before, after) = Clinical(patients, options);
        var measured = Join(Read(development, "development"), Read(external, "external"));
        FeatureBlock mri = new(source.MriLatents, [.. patients.Select(p => Array.ConvertAll(source.Mri(p), v => (float)v))]);
        FeatureBlock wsi = new(source.WsiLatents, [.. patients.Select(p => Array.ConvertAll(source.Wsi(p), v => (float)v))]);
        var data = new SyntheticData
        {
            Development = development,
            External = external,
            Before = before,
            After = after,
            Radiomics = measured[0],
            Pathomics = measured[1],
            OracleMri = mri,
            OracleWsi = wsi,
        };
        if (others == 0)
        {
            return data;
        }

        // Patients of both sites, none of them among those above.
        SyntheticPatient[] teachers =
        [
            .. Draw(source, options, SyntheticSite.Development, FirstTeacher, (others + 1) / 2), .. Draw(source, options, SyntheticSite.External, FirstTeacher, others / 2),
        ];
        var taught = Join(
            Read([.. teachers.Where(p => p.Site == SyntheticSite.Development)], "others, development site"), Read([.. teachers.Where(p => p.Site == SyntheticSite.External)], "others, external site"));
        var (readMri, readWsi) = (Readouts(taught[0], source.Mri, measured[0], mri.Names), Readouts(taught[1], source.Wsi, measured[1], wsi.Names));
        return data with
        {
            ReadableMri = readMri,
            ReadableWsi = readWsi,
            Correlations = [.. Correlated(mri, readMri, measured[0]), .. Correlated(wsi, readWsi, measured[1])],
        };

        FeatureBlock[] Read(SyntheticPatient[] wanted, string what)
        {
            var tables = cache.Tables(wanted[0].Site, (int)wanted[0].StreamKeys[2], wanted.Length, (d, t) => progress(what, d, t), cancellationToken);
            return [.. tables.Select(t => new FeatureBlock(
                [.. t.Columns.Select(c => c.Name)],
                [.. wanted.Select(p => Array.ConvertAll(t.Row(t.IndexOf(p.Id)).ToArray(), v => (float)v))]))];
        }

        FeatureBlock Readouts(FeatureBlock teaching, Func<SyntheticPatient, double[]> latents, FeatureBlock applied, IReadOnlyList<string> names)
        {
            var readouts = names.Select((_, l) => Readout.Fit(teaching.Rows, [.. teachers.Select(p => latents(p)[l])])).ToArray();
            return new FeatureBlock(names, Array.ConvertAll(applied.Rows, row => Array.ConvertAll(readouts, r => (float)r.Of(row))));
        }

        IEnumerable<(string Latent, double Readout, double BestFeature)> Correlated(FeatureBlock latents, FeatureBlock readable, FeatureBlock features) =>
            latents.Names.Select((name, l) =>
            {
                var rows = Enumerable.Range(development.Length, external.Length).ToArray();
                double[] truth = [.. rows.Select(r => (double)latents.Rows[r][l])];
                return (name, Correlation(truth, [.. rows.Select(r => (double)readable.Rows[r][l])]),
                    Enumerable.Range(0, features.Names.Count).Max(j => Math.Abs(Correlation(truth, [.. rows.Select(r => (double)features.Rows[r][j])]))));
            });
    }

    private static FeatureBlock[] Join(FeatureBlock[] first, FeatureBlock[] second) =>
        [.. first.Zip(second, (a, b) => new FeatureBlock(a.Names, [.. a.Rows, .. b.Rows]))];

    private static SyntheticPatient[] Draw(PatientSource source, SyntheticOptions options, SyntheticSite site, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => source.Draw(options.Seed, site, i))];

    /// <summary>What is known of patients before and after surgery, by the way of the clinical file.</summary>
    internal static (ClinicalSet Before, ClinicalSet After) Clinical(SyntheticPatient[] patients, SyntheticOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("hccrisk-attainable-").FullName;
        try
        {
            var layout = new CohortLayout(folder);
            layout.Prepare(options);
            CohortTables.Write(layout, patients, options);
            var cohort = Cohort.Load(layout.ClinicalCsv, CohortSchema.Hcc);
            if (cohort.Count != patients.Length)
            {
                throw new InvalidDataException($"{patients.Length - cohort.Count} of the invented patients cannot be read: {cohort.Exclusions[0].PatientId}, {cohort.Exclusions[0].Reason}");
            }

            return (Set(cohort, Availability.Pre), Set(cohort, Availability.Post));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ClinicalSet Set(Cohort cohort, Availability availability)
    {
        var ml = new MLContext(seed: 1);
        var scores = ClinicalScores.Compute(cohort);
        var data = ml.Data.LoadCohort(cohort, availability, scores);
        var (values, rows, columns) = DataViewReader.ReadMatrix(data, "Clinical");
        var block = new FeatureBlock(
            SlotNames.Read(data.Schema["Clinical"]), [.. Enumerable.Range(0, rows).Select(i => Array.ConvertAll(values.AsSpan(i * columns, columns).ToArray(), v => (float)v))]);
        return new ClinicalSet(
            block,
            [.. scores.Columns.Select(c => c.Name)],
            [.. cohort.Patients.Select(p => (float)p["tumour_size_cm"])],
            [.. cohort.Patients.Select(p => (float)Erasl(p, availability == Availability.Post))]);
    }

    /// <summary>ERASL-pre and -post (Chan and others, J Hepatol 2018, table 2).</summary>
    internal static double Erasl(Patient p, bool after)
    {
        var albi = (0.66 * Math.Log10(p["bilirubin"])) - (0.085 * p["albumin"]);
        var grade = double.IsNaN(albi) ? double.NaN : albi > -2.60 ? 1 : 0;
        var number = p["tumour_number"] >= 4 ? 2 : p["tumour_number"] >= 2 ? 1 : 0;
        var (afp, size) = (Math.Log(p["afp"]), Math.Log(p["tumour_size_cm"]));
        return after
            ? (0.677 * p["male"]) + (0.458 * grade) + (0.661 * p["mvi"]) + (0.082 * afp) + (0.451 * size) + (0.379 * number)
            : (0.818 * p["male"]) + (0.447 * grade) + (0.100 * afp) + (0.580 * size) + (0.492 * number);
    }

    private static double Correlation(double[] x, double[] y)
    {
        var (mx, my) = (x.Average(), y.Average());
        var (xy, xx, yy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var (dx, dy) = (x[i] - mx, y[i] - my);
            xy += dx * dy;
            xx += dx * dx;
            yy += dy * dy;
        }

        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }
}
