using HccRisk.Survival.Data;
using HccRisk.Survival.Tuning.Search;
using HccRisk.Survival.Tuning.Spaces;

namespace HccRisk.Survival.Tuning;

/// <summary>The trials of one candidate on one part of the data: draws them batch by batch, each batch knowing the batches before.</summary>
internal sealed class TrialSearch
{
    private readonly TuningOptions _options;
    private readonly TuningTrial?[] _trials;
    private int _drawn;

    public TrialSearch(TuningCandidate candidate, TuningPart part, TuningOptions options)
    {
        (Candidate, Part, _options) = (candidate, part, options);
        _trials = new TuningTrial?[candidate.Space.Dimensions.Count == 0 ? 1 : options.Trials];
    }

    public TuningCandidate Candidate { get; }

    public TuningPart Part { get; }

    public int Total => _trials.Length;

    /// <summary>The trials made, by number.</summary>
    public IReadOnlyList<TuningTrial> Trials => [.. _trials.OfType<TuningTrial>()];

    /// <summary>The best trial of the batches before the one drawn last: what its trials are compared with.</summary>
    public TuningTrial? Bar { get; private set; }

    /// <summary>Seed of a trial: it depends on the search, the candidate's name, the part and the number alone.</summary>
    public static int SeedOf(int seed, string candidate, int part, int number) => Random(seed, candidate, part, number, 1).Below(int.MaxValue);

    /// <summary>Draws the next batch; none when all trials have been drawn. All of the batch before must have been made.</summary>
    public IReadOnlyList<DrawnTrial> Draw()
    {
        Bar = TrialChoice.Best(Trials);
        var past = Trials.Select(PastOf).ToList();
        var batch = new List<DrawnTrial>();
        for (; _drawn < Total && batch.Count < _options.Batch; _drawn++)
        {
            var random = Random(_options.Seed, Candidate.Name, Part.Number, _drawn, 0);
            var values = _options.Search == SearchMethod.Random
                ? RandomSearch.Draw(Candidate.Space, ref random)
                : TpeSearch.Next(Candidate.Space, past, ref random);
            past.Add(new PastTrial(values, PastTrialState.Running, 0, double.NaN));
            batch.Add(new DrawnTrial(this, _drawn, new TrialValues(Candidate.Space, values)));
        }

        return batch;
    }

    public void Add(TuningTrial trial) => _trials[trial.Number] = trial;

    private static PastTrial PastOf(TuningTrial trial) => new(
        [.. trial.Values.Numbers],
        trial.State switch { TrialState.Complete => PastTrialState.Complete, TrialState.Pruned => PastTrialState.Pruned, _ => PastTrialState.Failed },
        trial.Folds.Count,
        -trial.Mean ?? double.NaN);

    private static SplitMix Random(int seed, string candidate, int part, int number, int use)
    {
        // FNV-1a: a name has the same trials whatever candidates are beside it.
        var key = 14695981039346656037UL;
        foreach (var c in FormattableString.Invariant($"{candidate}\n{part}\n{number}\n{use}"))
        {
            key = unchecked((key ^ c) * 1099511628211UL);
        }

        return new SplitMix((ulong)(uint)seed, key);
    }
}
