using System.Globalization;
using HccRisk.Cli.Output;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Privacy;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Errors;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Studies.Data;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary>Radiomics of many patients into a feature store.</summary>
internal sealed record CohortExtraction
{
    /// <summary>Reasons of missing values that are listed.</summary>
    private const int ReasonLimit = 20;

    public required Cohort Cohort { get; init; }

    public required string Store { get; init; }

    /// <summary>Makes the work order from the required and the optional series.</summary>
    public required Func<IReadOnlyList<string>, IReadOnlyList<string>, FeatureJob> Job { get; init; }

    /// <summary>Series every patient must have; null for those that every patient has.</summary>
    public IReadOnlyList<string>? Series { get; init; }

    /// <summary>Series a patient may lack; null for those that only some patients have, unless <see cref="Series"/> names them all.</summary>
    public IReadOnlyList<string>? Optional { get; init; }

    public required int MaxParallelism { get; init; }

    /// <summary>Which part of the patients.</summary>
    public Shard Shard { get; init; } = Shard.All;

    public string? Csv { get; init; }

    /// <summary>File for how the images came about.</summary>
    public string? Provenance { get; init; }

    /// <summary>File for options with the standard scale of these patients, and the options it begins with; null to extract.</summary>
    public (string File, RadiomicsOptions Options)? FitNyul { get; init; }

    /// <summary>File for what was left out, with full paths.</summary>
    public string? Log { get; init; }

    /// <summary>Whether patients that were excluded before are tried again.</summary>
    public bool Retry { get; init; }

    /// <summary>Whether every file is read and compared with what was computed from.</summary>
    public bool Verify { get; init; }

    /// <returns>The exit code: 0 when a patient has features.</returns>
    public int Run(TextWriter output, CancellationToken cancellationToken)
    {
        var (series, optional) = Choose();
        if (FitNyul is var (file, start))
        {
            string[] all = [.. series, .. optional];
            RadiomicsOptionsFile.Save(NyulScale.FitCohort(start, Cohort, all, cancellationToken), file);
            var learnt = all.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name} of {Cohort.Patients.Count(p => p.File(PatientFileKind.Mri, name) is not null)} patients"));
            output.WriteLine($"standard scales ({string.Join(", ", learnt)}) in {file}: extract with --options {file}");
            Tell(Cohort.Exclusions, output);
            return 0;
        }

        var job = MakeJob(series, optional) with { MaxParallelism = MaxParallelism, RetryFailed = Retry, VerifyInputs = Verify };
        var part = Shard.PartOf(Cohort);
        var store = FeatureStore.Open(Store);
        ProgressDisplay.Run(progress => store.Compute(job, part, new Relay(progress), cancellationToken), out var result);
        if (Csv is not null)
        {
            result.Table.SaveCsv(Csv);
        }

        if (Provenance is not null)
        {
            result.Table.SaveProvenanceCsv(Provenance);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Table.PatientIds.Count} patients, {result.Table.Columns.Count} features in {Path.Combine(Store, job.Name, "table.parquet")} ({result.Computed} extracted now, {result.Reused} found)"));
        Write("missing values", result.Table, remark => remark.Missing, output);
        Write("remark", result.Table, remark => remark.Notes, output);
        foreach (var note in Cohort.Notes.Concat(result.Notes))
        {
            output.WriteLine($"note: {note}");
        }

        // Every shard knows who was left out before extraction; the first says so.
        Exclusion[] left = [.. Shard.IsFirst ? Cohort.Exclusions : [], .. result.Exclusions];
        Tell(left, output);
        return part.Count == 0 ? CommandErrors.Done : CommandErrors.CodeOf(result.Table.PatientIds.Count, left.Length);
    }

    /// <summary>Names who was left out and why; with the full paths of their files in the log alone.</summary>
    private void Tell(IReadOnlyList<Exclusion> left, TextWriter output)
    {
        FileLog.Write(Log, left, Cohort.Patients);
        foreach (var excluded in left)
        {
            output.WriteLine($"excluded: {excluded.PatientId} ({excluded.Stage}): {CommandWords.Of(FilePlaces.HidePaths(excluded.Reason))}");
        }
    }

    private FeatureJob MakeJob(IReadOnlyList<string> series, IReadOnlyList<string> optional)
    {
        try
        {
            return Job(series, optional);
        }
        catch (ArgumentException e) when (e.ParamName == "seriesNames")
        {
            var where = Series is null && Optional is null ? "in column 'name' of the manifest" : "by --series or --optional-series";
            throw new StudyProtocolException($"{e.Message.Replace(" (Parameter 'seriesNames')", "", StringComparison.Ordinal)} It is named {where}.", e);
        }
    }

    private (IReadOnlyList<string> Series, IReadOnlyList<string> Optional) Choose()
    {
        var listed = Cohort.Patients.SelectMany(p => p.FilesOf(PatientFileKind.Mri)).Select(f => f.Name).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (Series is not null)
        {
            return (Series, Optional ?? []);
        }

        var everywhere = listed.Where(s => Optional?.Contains(s, StringComparer.OrdinalIgnoreCase) != true && Cohort.Patients.All(p => p.File(PatientFileKind.Mri, s) is not null)).ToArray();
        var others = Optional ?? [.. listed.Except(everywhere, StringComparer.OrdinalIgnoreCase)];
        return everywhere.Length + others.Count > 0
            ? (everywhere, others)
            : throw new StudyProtocolException("No MRI series is listed for any patient: name them with --series.");
    }

    private static void Write(string kind, FeatureTable table, Func<PatientRemark, IReadOnlyList<string>> lines, TextWriter output)
    {
        var reasons = table.Remarks.SelectMany(r => lines(r).Select(m => (Reason: m, r.PatientId))).GroupBy(m => m.Reason, StringComparer.Ordinal).ToArray();
        foreach (var reason in reasons.Take(ReasonLimit))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: {CommandWords.Of(reason.Key)} ({reason.Count()} patients, first {reason.First().PatientId})"));
        }

        if (reasons.Length > ReasonLimit)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: {reasons.Length - ReasonLimit} further ones are in the store"));
        }
    }

    private sealed class Relay(IProgress<StudyProgress> target) : IProgress<StoreProgress>
    {
        public void Report(StoreProgress value) => target.Report(new StudyProgress(value.Table, value.Done, value.Total, value.Failed));
    }
}
