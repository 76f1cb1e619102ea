using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Pathomics;
using HccRisk.Pathomics.Embedding;
using HccRisk.Radiomics;
using HccRisk.Studies.Running;
using HccRisk.Studies.Synthetic;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Attainable.Generation;

/// <summary>
/// Image and slide features of invented patients, computed once and kept in a folder. Images are made, measured and removed by twenties, each of
/// which is kept when it is done: a stopped run goes on, and several may share the folder.
/// </summary>
internal sealed class FeatureCache : IDisposable
{
    private const int Batch = 20;

    private readonly PatientSource _source;
    private readonly SyntheticOptions _options;
    private readonly OnnxBackbone _backbone = OnnxBackbone.CreateDefault();
    private readonly FeatureJob[] _jobs;
    private readonly string _folder;

    public FeatureCache(string folder, PatientSource source, SyntheticOptions options)
    {
        (_source, _options) = (source, options);
        FeatureJob[] jobs =
        [
            RadiomicsJob.Create(SyntheticStudy.Protocol(options).Radiomics, ["arterial", "portal_venous", "delayed"]),
            PathomicsJob.Create(new PathomicsOptions(), _backbone),
        ];
        _jobs = [.. jobs.Select(job => job with { MaxParallelism = options.MaxParallelism })];
        var kind = string.Create(CultureInfo.InvariantCulture, $"{source.Version}|{options.MriMatrix}|{options.MriSlices}|{options.SlidePixels}|")
            + string.Join('|', jobs.Select(j => j.Options));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(kind)))[..12];
        _folder = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{source.Name}-{options.Seed}-{hash}"));
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Radiomics and pathomics of patients with indices from <paramref name="first"/> on, in order; both batches' ends are rounded outward.</summary>
    public FeatureTable[] Tables(SyntheticSite site, int first, int count, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var batches = Enumerable.Range(first / Batch, ((first + count - 1) / Batch) - (first / Batch) + 1).ToArray();
        var tables = new List<FeatureTable[]>();
        foreach (var batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tables.Add(TablesOf(site, batch, cancellationToken));
            progress(tables.Count * Batch, batches.Length * Batch);
        }

        return [.. Enumerable.Range(0, _jobs.Length).Select(j => Join([.. tables.Select(t => t[j])]))];
    }

    public void Dispose() => _backbone.Dispose();

    private static FeatureTable Join(FeatureTable[] parts)
    {
        var table = parts[0];
        return new FeatureTable(
            table.Name, table.Modality, table.Availability, table.Columns, [.. parts.SelectMany(p => p.PatientIds)], [.. parts.SelectMany(p => p.Values.ToArray())], table.Provenance);
    }

    private FeatureTable[] TablesOf(SyntheticSite site, int batch, CancellationToken cancellationToken)
    {
        string[] files = [.. _jobs.Select(j => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{site.Name}-{batch:0000}-{j.Name}.parquet")))];
        if (!files.All(File.Exists))
        {
            var made = Compute([.. Enumerable.Range(batch * Batch, Batch).Select(i => _source.Draw(_options.Seed, site, i))], cancellationToken);
            foreach (var (table, file) in made.Zip(files))
            {
                table.Save(file);
            }
        }

        return Array.ConvertAll(files, FeatureTable.Load);
    }

    private FeatureTable[] Compute(SyntheticPatient[] patients, CancellationToken cancellationToken)
    {
        var work = Directory.CreateTempSubdirectory("hccrisk-attainable-").FullName;
        try
        {
            var layout = new CohortLayout(Path.Combine(work, "cohort"));
            layout.Prepare(_options);
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.MaxParallelism, CancellationToken = cancellationToken };
            Parallel.ForEach(patients, parallel, patient => _source.WriteImages(layout, patient, _options));
            CohortTables.Write(layout, patients, _options);
            var cohort = Cohort.Load(layout.ClinicalCsv, CohortSchema.Hcc, layout.ManifestCsv);
            var store = FeatureStore.Open(Path.Combine(work, "features"));
            return [.. _jobs.Select(job => Whole(store.Compute(job, cohort, cancellationToken: cancellationToken)))];
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static FeatureTable Whole(FeatureResult result) => result.Exclusions.Count == 0
        ? result.Table
        : throw new InvalidDataException($"{result.Table.Name} of patient {result.Exclusions[0].PatientId} failed: {result.Exclusions[0].Reason}");
}
