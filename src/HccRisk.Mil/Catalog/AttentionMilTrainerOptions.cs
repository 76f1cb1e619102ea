using HccRisk.Cohorts;

namespace HccRisk.Mil.Catalog;

/// <summary>How <see cref="AttentionMilTrainer"/> learns, and which columns it reads and writes.</summary>
public sealed record AttentionMilTrainerOptions
{
    /// <summary>
    /// Text columns with the paths of a patient's slides that are in <see cref="TileStore"/>, or of the files of tiles themselves
    /// (<c>.parquet</c>, <c>.h5</c>): all their tiles are one bag. A patient may lack some (empty paths), but not all. Default
    /// <c>Slide</c> alone.
    /// </summary>
    public IReadOnlyList<string> SlideColumns { get; init; } = ["Slide"];

    /// <summary>The folder of tile embeddings; null (the default) where the columns name files of tiles. A saved model keeps the
    /// path.</summary>
    public string? TileStore { get; init; }

    /// <summary>
    /// What happens to a row without readable tiles: an exception (the default), or missing values; then it is not learned from, and a
    /// warning
    /// counts it.
    /// </summary>
    public BadFilePolicy BadFiles { get; init; }

    /// <summary>Follow-up time, in the unit of <see cref="Horizons"/>. Default "Time".</summary>
    public string TimeColumn { get; init; } = "Time";

    /// <summary>Event code as a number: 0 censored, 1, 2, ... causes. Default "Event".</summary>
    public string EventColumn { get; init; } = "Event";

    /// <summary>
    /// Whether event codes of several causes, among which there is no 0, mean that nobody was censored. Default false: such codes are
    /// refused.
    /// </summary>
    public bool AllowUncensored { get; init; }

    /// <summary>
    /// Column whose equal values stay together in the inner folds: patients with several rows. Default "PatientId" where the data have
    /// it; null when every
    /// row is a patient.
    /// </summary>
    public string? GroupColumn { get; init; } = "PatientId";

    /// <summary>Cause of interest; 0 takes an event of any cause. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>Times at which survival and cumulative incidence are predicted. Default 12, 24, 36.</summary>
    public IReadOnlyList<double> Horizons { get; init; } = [12, 24, 36];

    /// <summary>Name of the score column. Default "Score".</summary>
    public string ScoreColumn { get; init; } = "Score";

    /// <summary>Name of the column with freedom from the event at each horizon. Default "Survival".</summary>
    public string SurvivalColumn { get; init; } = "Survival";

    /// <summary>Name of the column with the cumulative incidence at each horizon. Default "CumulativeIncidence".</summary>
    public string IncidenceColumn { get; init; } = "CumulativeIncidence";

    /// <summary>Network and training.</summary>
    public AttentionMilOptions Mil { get; init; } = new();

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        List<string> faults = [.. Mil.Faults()];
        if (SlideColumns.Count == 0)
        {
            faults.Add($"{nameof(SlideColumns)} is empty; name at least one.");
        }

        if (Cause < 0)
        {
            faults.Add(FormattableString.Invariant($"{nameof(Cause)} is {Cause}; it must be 0 (any) or greater."));
        }

        if (Horizons.Count == 0 || Horizons.Any(h => !(h > 0) || !double.IsFinite(h)))
        {
            faults.Add(FormattableString.Invariant(
                $"{nameof(Horizons)} are [{string.Join(", ", Horizons.Select(h => FormattableString.Invariant($"{h}")))}]; at least one is needed, all finite and above 0."));
        }

        if (!Enum.IsDefined(BadFiles))
        {
            faults.Add(FormattableString.Invariant($"{nameof(BadFiles)} is {(int)BadFiles}, which is no {nameof(BadFilePolicy)}."));
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"{nameof(AttentionMilTrainerOptions)}: {string.Join(' ', faults)}");
        }
    }
}
