using HccRisk.Core.Columns;
using HccRisk.Core.Storage;

namespace HccRisk.Cohorts.Tables;

/// <summary>What a store is asked to compute: one table over the patients of a cohort.</summary>
public sealed record FeatureJob
{
    /// <summary>Name of the table, unique in the store: letters, digits, underscore, hyphen and dot.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the vector column the table becomes (<c>Radiomics</c>, <c>Pathomics</c>...).</summary>
    public required string Modality { get; init; }

    /// <summary>When the values are known.</summary>
    public required Availability Availability { get; init; }

    /// <summary>What computes the values, for the provenance record.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>
    /// The options as canonical text. Other text recomputes the whole table, so everything that changes a number belongs in it: settings,
    /// hash of a model file, version of the algorithm.
    /// </summary>
    public required string Options { get; init; }

    /// <summary>The features, in the order the extractor returns them.</summary>
    public required IReadOnlyList<FeatureColumn> Columns { get; init; }

    /// <summary>
    /// Computes the features of one patient; called from several threads. An exception is recorded as the reason why the patient has
    /// no features and ends nothing else; its message should name the file, for which the record has the place in the manifest.
    /// </summary>
    public required Func<Patient, CancellationToken, FeatureVector> Extract { get; init; }

    /// <summary>
    /// Which files of a patient the features depend on: a change of the content, name or label of one of them recomputes the patient, a change of its
    /// place or time does not. Default: all files of the manifest.
    /// </summary>
    public Func<Patient, IEnumerable<PatientFile>> Inputs { get; init; } = p => p.Files;

    /// <summary>Patients extracted at the same time. Default: the number of processors. The result does not depend on it.</summary>
    public int MaxParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Whether patients that failed before are tried again although nothing has changed. Default false: failures of the machine are tried again
    /// in every run anyway (<see cref="PassingFailure"/>).
    /// </summary>
    public bool RetryFailed { get; init; }

    /// <summary>
    /// Whether all files are read and compared with what was computed from, also where place, size and modification time are as they were.
    /// Default false.
    /// </summary>
    public bool VerifyInputs { get; init; }

    /// <summary>Checks the job.</summary>
    /// <exception cref="InvalidOperationException">A name, the columns or the parallelism cannot be used; the message lists every fault.</exception>
    public void Validate()
    {
        string?[] faults =
        [
            FeatureTable.NameFault(Name),
            string.IsNullOrWhiteSpace(Modality) ? "it has no modality" : null,
            Options is null || CreatedBy is null ? "its options or creator are null" : null,
            Columns.Count == 0 ? "it has no columns" : FeatureTable.ColumnFault(Columns),
            MaxParallelism < 1 ? FormattableString.Invariant($"parallelism {MaxParallelism} is below 1") : null,
        ];
        if (faults.Any(f => f is not null))
        {
            throw new InvalidOperationException($"feature job '{Name}': {string.Join("; ", faults.Where(f => f is not null))}");
        }
    }

    internal TableHeader Header => new(Name, Modality, Availability, Columns, FeatureProvenance.Of(CreatedBy, Options));
}
