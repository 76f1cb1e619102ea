namespace HccRisk.Mil;

/// <summary>
/// The network and how it is trained. The defaults are for fewer than 1,000 patients: a small network, one step an epoch over the whole
/// cohort,
/// and the number of epochs chosen by folds inside the training rows.
/// </summary>
public sealed record AttentionMilOptions
{
    /// <summary>What it is trained on. Default <see cref="MilLoss.Cox"/>.</summary>
    public MilLoss Loss { get; init; } = MilLoss.Cox;

    /// <summary>
    /// Most principal components of the tiles' numbers, 1 to 4,096, learned from the training tiles and each scaled to a variance of 1;
    /// there are no more than directions in which the tiles vary. Default 256.
    /// </summary>
    public int Components { get; init; } = 256;

    /// <summary>Units of each branch of the attention, 1 to 1,024. Default 64.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Passes over the training rows, 1 or more: the learning rate falls to 0 at the last. Default 200.</summary>
    public int Epochs { get; init; } = 200;

    /// <summary>Epochs in which the learning rate rises, 0 to below <see cref="Epochs"/>. Default 10.</summary>
    public int WarmUpEpochs { get; init; } = 10;

    /// <summary>
    /// Largest learning rate (AdamW), above 0. Default 0.003: with one step an epoch 0.001 leaves a single telling tile of 200 half
    /// learned.
    /// </summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Share of each weight taken away by a step of learning rate 1 (decoupled decay; constants are left), 0 or greater.
    /// Default 0.01.</summary>
    public double WeightDecay { get; init; } = 1e-2;

    /// <summary>Longest gradient of a step, above 0; a longer one is shortened to it. Default 1.</summary>
    public double GradientNorm { get; init; } = 1;

    /// <summary>
    /// Patients a step, 0 for all of them (the default): the partial likelihood is then that of the cohort. With batches (32 or more is
    /// wise) risk sets and ties are those of the batch; every batch has its share of the events, and there are no more batches than
    /// events.
    /// </summary>
    public int BatchSize { get; init; }

    /// <summary>Most tiles of a patient in a step, drawn anew each time, 1 or more. Default 512.</summary>
    public int TilesPerStep { get; init; } = 512;

    /// <summary>
    /// Most tiles of a patient that are kept for training, spread evenly over its slides, 1 or more. Predictions use all tiles. Default
    /// 2,000.
    /// </summary>
    public int MaxTiles { get; init; } = 2000;

    /// <summary>Share of the components that the attention does not see in a step, 0 to below 1; pooling sees them all. Default
    /// 0.5.</summary>
    public double ChannelDropout { get; init; } = 0.5;

    /// <summary>
    /// Share of the hidden units, and of the pooled components, that a patient goes without in a step, 0 to below 1; the same for all
    /// its tiles.
    /// Default 0.25.
    /// </summary>
    public double Dropout { get; init; } = 0.25;

    /// <summary>
    /// Whether a prediction is the mean over windows of components, each as many as the attention saw in training, a quarter of a window
    /// apart. Default false: one prediction with all components.
    /// </summary>
    public bool TestTimeEnsemble { get; init; }

    /// <summary>
    /// Folds inside the training rows that choose the number of epochs by cross-validated likelihood (Verweij and van Houwelingen, Stat
    /// Med
    /// 1993), and give the scores under which the baseline hazard is taken; 0 for neither: all epochs are made, and the spread of risks is
    /// overstated. Default 3.
    /// </summary>
    public int InnerFolds { get; init; } = 3;

    /// <summary>Epochs between two looks at the folds, 1 or more. Default 10.</summary>
    public int LookEvery { get; init; } = 10;

    /// <summary>Networks from different random starts whose outputs are averaged, 1 or more. Default 5.</summary>
    public int Members { get; init; } = 5;

    /// <summary>Seed of the first network, of the draws and of the folds. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Bins of time of <see cref="MilLoss.Discrete"/>, 2 to 100; their edges are quantiles of the training rows' event times.
    /// Default 4.</summary>
    public int Bins { get; init; } = 4;

    /// <summary>Weight of censored patients in <see cref="MilLoss.Discrete"/>, 0 to 1. Default 1.</summary>
    public double CensoredWeight { get; init; } = 1;

    /// <summary>Threads at most, 1 or more; the result does not depend on it. Default: number of processors.</summary>
    public int MaxParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        string[] faults = [.. Faults()];
        if (faults.Length > 0)
        {
            throw new ArgumentException($"{nameof(AttentionMilOptions)}: {string.Join(' ', faults)}");
        }
    }

    /// <summary>What is wrong, one sentence each.</summary>
    internal IEnumerable<string> Faults()
    {
        (bool Holds, FormattableString Fault)[] checks =
        [
            (Enum.IsDefined(Loss), $"Loss is {(int)Loss}, which is no {nameof(MilLoss)}."),
            (Components is >= 1 and <= 4096, $"Components is {Components}; it must be 1 to 4096."),
            (Hidden is >= 1 and <= 1024, $"Hidden is {Hidden}; it must be 1 to 1024."),
            (Epochs >= 1, $"Epochs is {Epochs}; it must be 1 or more."),
            (WarmUpEpochs >= 0 && (WarmUpEpochs < Epochs || Epochs < 1), $"WarmUpEpochs is {WarmUpEpochs}; it must be 0 to below the {Epochs} epochs."),
            (LearningRate > 0 && double.IsFinite(LearningRate), $"LearningRate is {LearningRate}; it must be finite and above 0."),
            (WeightDecay >= 0 && double.IsFinite(WeightDecay), $"WeightDecay is {WeightDecay}; it must be finite and 0 or greater."),
            (GradientNorm > 0, $"GradientNorm is {GradientNorm}; it must be above 0."),
            (BatchSize >= 0, $"BatchSize is {BatchSize}; it must be 0 (the whole cohort) or more."),
            (TilesPerStep >= 1, $"TilesPerStep is {TilesPerStep}; it must be 1 or more."),
            (MaxTiles >= 1, $"MaxTiles is {MaxTiles}; it must be 1 or more."),
            (ChannelDropout is >= 0 and < 1, $"ChannelDropout is {ChannelDropout}; it must be 0 to below 1."),
            (Dropout is >= 0 and < 1, $"Dropout is {Dropout}; it must be 0 to below 1."),
            (InnerFolds is 0 or >= 2, $"InnerFolds is {InnerFolds}; it must be 0 (none), or 2 or more."),
            (LookEvery >= 1, $"LookEvery is {LookEvery}; it must be 1 or more."),
            (Members >= 1, $"Members is {Members}; it must be 1 or more."),
            (Bins is >= 2 and <= 100, $"Bins is {Bins}; it must be 2 to 100."),
            (CensoredWeight is >= 0 and <= 1, $"CensoredWeight is {CensoredWeight}; it must be 0 to 1."),
            (MaxParallelism >= 1, $"MaxParallelism is {MaxParallelism}; it must be 1 or more."),
        ];
        return checks.Where(c => !c.Holds).Select(c => FormattableString.Invariant(c.Fault));
    }
}
