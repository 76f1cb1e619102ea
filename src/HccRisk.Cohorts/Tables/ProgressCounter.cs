namespace HccRisk.Cohorts.Tables;

/// <summary>Counts finished patients and reports them one at a time.</summary>
internal sealed class ProgressCounter
{
    private readonly Lock _gate = new();
    private readonly IProgress<StoreProgress>? _progress;
    private StoreProgress _state;

    public ProgressCounter(string table, int total, int reused, int failed, IProgress<StoreProgress>? progress)
    {
        _progress = progress;
        _state = new StoreProgress(table, reused, total, failed, reused, "");
        progress?.Report(_state);
    }

    public void Finished(string patientId, bool failed)
    {
        lock (_gate)
        {
            _state = _state with { Done = _state.Done + 1, Failed = _state.Failed + (failed ? 1 : 0), PatientId = patientId };
            _progress?.Report(_state);
        }
    }
}
