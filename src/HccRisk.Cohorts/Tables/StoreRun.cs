using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using HccRisk.Cohorts.Privacy;
using HccRisk.Core.Columns;
using HccRisk.Core.Storage;

namespace HccRisk.Cohorts.Tables;

/// <summary>One job over one cohort: finds what is known, and extracts the rest.</summary>
internal sealed class StoreRun(FeatureJob job, TableHeader header, TableFolder folder, Cohort cohort)
{
    private readonly Dictionary<string, string> _stamps = cohort.Patients.ToDictionary(
        p => p.Id, p => InputKey.StampOf(p, job.Inputs(p), header.Provenance.OptionsHash), StringComparer.Ordinal);

    // Two entries under one stamp: the files changed, and only their content tells which is current.
    private readonly Dictionary<(string Id, string Stamp), StoreEntry> _known = folder.Entries.Values
        .Where(e => !e.Passing)
        .GroupBy(e => (e.Id, e.Stamp))
        .Where(g => g.Count() == 1)
        .ToDictionary(g => g.Key, g => g.First());

    private readonly ConcurrentQueue<string> _notes = [];
    private int _extracted;

    /// <summary>Patients extracted, failures included.</summary>
    public int Extracted => _extracted;

    /// <summary>What a reader should know.</summary>
    public IReadOnlyCollection<string> Notes => _notes;

    /// <summary>What is current without reading a file, and who is left.</summary>
    public (IReadOnlyList<Patient> Todo, ConcurrentDictionary<string, StoreEntry> Settled) Plan()
    {
        var settled = new ConcurrentDictionary<string, StoreEntry>(StringComparer.Ordinal);
        var todo = new List<Patient>();
        foreach (var patient in cohort.Patients)
        {
            if (!job.VerifyInputs && _known.TryGetValue((patient.Id, _stamps[patient.Id]), out var entry) && Stands(entry))
            {
                settled[patient.Id] = entry;
            }
            else
            {
                todo.Add(patient);
            }
        }

        return (todo, settled);
    }

    /// <summary>Recognises by content or extracts; what is new is written as it comes.</summary>
    public void Settle(
        IReadOnlyList<Patient> todo, ConcurrentDictionary<string, StoreEntry> settled, ProgressCounter counter, CancellationToken cancellationToken)
    {
        using var writer = new PartWriter(header, folder.PartsPath, Guid.NewGuid().ToString("N")[..12]);
        try
        {
            Parallel.ForEach(
                Partitioner.Create(todo, EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = job.MaxParallelism, CancellationToken = cancellationToken },
                patient =>
                {
                    var entry = Settle(patient, cancellationToken);
                    if (!folder.Entries.TryGetValue((entry.Id, entry.Key), out var known) || known != entry)
                    {
                        writer.Add(entry);
                    }

                    settled[patient.Id] = entry;
                    counter.Finished(patient.Id, entry.Failure is not null);
                });
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        finally
        {
            writer.Flush();
        }

        folder.Add(writer.Entries, writer.Parts);
    }

    private bool Stands(StoreEntry entry) => !entry.Passing && (entry.Failure is null || !job.RetryFailed);

    private StoreEntry Settle(Patient patient, CancellationToken cancellationToken)
    {
        var stamp = _stamps[patient.Id];

        // Until the files are read there is nothing else to call the entry.
        var key = stamp;
        try
        {
            key = InputKey.ContentOf(patient, job.Inputs(patient), header.Provenance.OptionsHash, cancellationToken);
            if (folder.Entries.TryGetValue((patient.Id, key), out var known) && Stands(known))
            {
                return known with { Stamp = stamp };
            }

            NoteHiddenChange(patient, stamp, key);
            return Extract(patient, key, stamp, cancellationToken);
        }
        catch (Exception e) when (e is not UnreadableStoreException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            Interlocked.Increment(ref _extracted);
            var passing = PassingFailure.Is(e);
            return new StoreEntry(patient.Id, key, stamp, default, new PatientWords(patient).Hide(e.Message.ReplaceLineEndings(" ")) + (passing ? PassingFailure.Remark : ""), passing);
        }
    }

    private void NoteHiddenChange(Patient patient, string stamp, string key)
    {
        if (_known.TryGetValue((patient.Id, stamp), out var other) && !string.Equals(other.Key, key, StringComparison.Ordinal))
        {
            _notes.Enqueue($"{patient.Id}: a file has changed though its place, size and modification time have not; {job.Name} is computed again");
        }
    }

    private StoreEntry Extract(Patient patient, string key, string stamp, CancellationToken cancellationToken)
    {
        var vector = job.Extract(patient, cancellationToken);
        var fault = FaultOf(vector);
        Interlocked.Increment(ref _extracted);
        return fault is not null
            ? new StoreEntry(patient.Id, key, stamp, default, fault)
            : new StoreEntry(patient.Id, key, stamp, vector.Values.ToArray())
            {
                Remark = RemarkOf(patient, vector),
            };
    }

    private static PatientRemark? RemarkOf(Patient patient, FeatureVector vector)
    {
        if (vector.Source is null && vector.Missing.Count + vector.Remarks.Count + vector.Provenance.Count == 0)
        {
            return null;
        }

        var words = new PatientWords(patient);
        return new PatientRemark(patient.Id, vector.Source is null ? null : FilePlaces.Of(patient).Hide(vector.Source), [.. vector.Missing.Select(words.Hide)])
        {
            Notes = [.. vector.Remarks.Select(words.Hide)],
            Provenance = vector.Provenance.ToDictionary(p => p.Key, p => words.Hide(p.Value), StringComparer.Ordinal),
        };
    }

    private string? FaultOf(FeatureVector vector)
    {
        if (vector.Values.Count != job.Columns.Count || vector.Columns.Count != job.Columns.Count)
        {
            return $"the extractor returned {vector.Values.Count} values and {vector.Columns.Count} names, the table has {job.Columns.Count} columns";
        }

        for (var i = 0; i < job.Columns.Count; i++)
        {
            if (!string.Equals(vector.Columns[i].Name, job.Columns[i].Name, StringComparison.Ordinal))
            {
                return $"the extractor returned '{vector.Columns[i].Name}' where the table has '{job.Columns[i].Name}'";
            }
        }

        return null;
    }
}
