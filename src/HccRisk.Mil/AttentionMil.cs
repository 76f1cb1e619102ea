using HccRisk.Mil.Losses;
using HccRisk.Mil.Network;
using HccRisk.Mil.Projection;
using HccRisk.Mil.Training;
using HccRisk.Survival.Boosting;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Resampling;
using HccRisk.Survival.Tuning;

namespace HccRisk.Mil;

/// <summary>
/// Attention over the tiles of each patient's slides, trained on survival (multiple instance learning), on arrays. Ilse, Tomczak and
/// Welling,
/// ICML 2018; the partial likelihood is that of the whole cohort, not of a batch.
/// </summary>
public static class AttentionMil
{
    /// <summary>Trains the networks.</summary>
    /// <param name="bags">The tiles of each patient, one bag a row of <paramref name="outcome"/>; each is asked for twice, one after the
    /// other.</param>
    /// <param name="outcome">Follow-up with every cause, without entry times and weights.</param>
    /// <param name="cause">Cause of interest; 0 for any.</param>
    /// <param name="options">Network and training; null for the defaults.</param>
    /// <param name="groups">Patient of each row when a patient has several rows: they stay in one inner fold. Empty when every row is a
    /// patient.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>The model; the same bytes for any number of threads.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or an option is out of range.</exception>
    /// <exception cref="TileBagException">A bag has other numbers a tile than the first, or all tiles are the same.</exception>
    /// <exception cref="NoEventsException">Nobody had the event, or fewer than there are bins of time.</exception>
    /// <exception cref="TooFewEventsException">There are fewer events than inner folds.</exception>
    public static AttentionMilResult Fit(
        IReadOnlyList<TileBag> bags,
        SurvivalOutcome outcome,
        int cause = 1,
        AttentionMilOptions? options = null,
        ReadOnlySpan<int> groups = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bags);
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentOutOfRangeException.ThrowIfNegative(cause);
        options ??= new AttentionMilOptions();
        options.Validate();
        if (bags.Count != outcome.Count)
        {
            throw new ArgumentException($"'bags' has {bags.Count} bags, 'outcome' has {outcome.Count} patients.", nameof(bags));
        }

        if (!outcome.Entries.IsEmpty || !outcome.Weights.IsEmpty)
        {
            throw new NotSupportedException("Attention over tiles uses neither entry times nor case weights: remove them if that is meant.");
        }

        var folds = InnerFolds(outcome, cause, options, groups);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = cancellationToken };
        var (mean, axes) = Axes(bags, options, parallel);
        var projection = new TileProjection(mean, axes);
        var tiles = new TileMatrix<float>[bags.Count];
        for (var i = 0; i < tiles.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tiles[i] = projection.Project(bags[i].Spread(options.MaxTiles));
        }

        var own = cause == 0 ? outcome.WithAnyCause() : outcome.WithCause(cause);
        var edges = options.Loss == MilLoss.Discrete ? DiscreteLoss.EdgesOf(own, options.Bins) : [];
        var plan = new LossPlan(options.Loss, outcome, cause, edges, options.CensoredWeight);
        var shape = new AttentionShape(projection.Components, options.Hidden, plan.Outputs, options.Loss == MilLoss.Discrete);
        var pass = new BagPass<float>(tiles, options.TilesPerStep, options.Dropout, parallel);
        var trainer = new MemberTrainer(pass, shape, plan, options, cancellationToken);
        int[] rows = [.. Enumerable.Range(0, tiles.Length)];
        var chosen = folds.Count == 0 ? null : EpochChoice.Of(trainer, plan, folds, options);
        var epochs = chosen?.Epochs ?? options.Epochs;
        var members = new float[options.Members][];
        for (var m = 0; m < members.Length; m++)
        {
            members[m] = Array.ConvertAll(trainer.Train(rows, unchecked(options.Seed + m), epochs), x => (float)x);
        }

        var outputs = chosen?.Outputs
            ?? Mean(members.Select(member => trainer.Predict(Array.ConvertAll(member, x => (double)x), rows)), rows.Length * shape.Outputs);
        var model = new AttentionMilModel
        {
            Loss = options.Loss,
            Hidden = options.Hidden,
            Mean = mean,
            Axes = axes,
            Members = members,
            Edges = edges,
            Baseline = BaselineOf(plan, outputs),
            ChannelDropout = options.ChannelDropout,
            TestTimeEnsemble = options.TestTimeEnsemble,
            Epochs = epochs,
        };
        return new AttentionMilResult
        {
            Model = model,
            CrossValidated = chosen?.Curve ?? [],
            OutOfFold = [.. rows.Select(i => model.ScoreOf(outputs.AsSpan(i * shape.Outputs, shape.Outputs)))],
            Warnings = chosen is { Gain: <= 0 }
                ? [FormattableString.Invariant($"No number of epochs predicted better than no model in {folds.Count} inner folds: the score may be chance.")]
                : chosen is null ? ["Without inner folds the number of epochs was not chosen, and predicted risks spread too far."] : [],
        };
    }

    private static double[] Mean(IEnumerable<double[]> parts, int length)
    {
        var (sum, count) = (new double[length], 0);
        foreach (var part in parts)
        {
            count++;
            for (var i = 0; i < length; i++)
            {
                sum[i] += part[i];
            }
        }

        return Array.ConvertAll(sum, x => x / count);
    }

    private static IReadOnlyList<Fold> InnerFolds(SurvivalOutcome outcome, int cause, AttentionMilOptions options, ReadOnlySpan<int> groups)
    {
        var own = cause == 0 ? outcome.WithAnyCause() : outcome.WithCause(cause);
        var events = own.EventCount();
        if (events == 0)
        {
            throw new NoEventsException(FormattableString.Invariant($"None of {outcome.Count} patients had the event (cause {cause}): there is nothing to train on."));
        }

        if (events < 2 * options.InnerFolds)
        {
            throw new TooFewEventsException(FormattableString.Invariant(
                $"{events} event{(events == 1 ? " is" : "s are")} too few for {options.InnerFolds} inner folds, each of which needs 2: ask for fewer folds, or for none."));
        }

        return options.InnerFolds == 0 ? [] : Folds.Stratified(outcome, options.InnerFolds, seed: options.Seed, groups: groups);
    }

    private static (float[] Mean, float[] Axes) Axes(IReadOnlyList<TileBag> bags, AttentionMilOptions options, ParallelOptions parallel)
    {
        PrincipalAxes? axes = null;
        var (width, first) = (0, string.Empty);
        for (var i = 0; i < bags.Count; i++)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            var bag = bags[i];
            if (axes is null)
            {
                (width, first) = (bag.Width, bag.Name);
            }
            else if (bag.Width != width)
            {
                throw new TileBagException(FormattableString.Invariant(
                    $"The tiles of '{bag.Name}' have {bag.Width} numbers, those of '{first}' have {width}: one backbone must make all."));
            }

            var values = bag.Spread(options.MaxTiles);
            axes ??= new PrincipalAxes(width, MeanOf(values, width));
            axes.Add(values, parallel);
        }

        return axes!.Axes(options.Components);
    }

    private static float[] MeanOf(float[] values, int width)
    {
        var sum = new double[width];
        for (var i = 0; i < values.Length; i++)
        {
            sum[i % width] += values[i];
        }

        return Array.ConvertAll(sum, s => (float)(s * width / values.Length));
    }

    private static HazardBaseline BaselineOf(LossPlan plan, double[] outputs)
    {
        if (plan.Kind != MilLoss.FineGray)
        {
            double[] scores = plan.Kind == MilLoss.Discrete ? new double[plan.Outcome.Count] : outputs;
            return HazardBaseline.Breslow(plan.Outcome, plan.Cause, scores, [], null, [], TieHandling.Efron)[0];
        }

        var loss = (FineGrayLoss)plan.Of([.. Enumerable.Range(0, plan.Outcome.Count)]);
        _ = loss.Evaluate(outputs, new double[outputs.Length]);
        int[] jumps = [.. Enumerable.Range(0, loss.Times.Length).Where(g => loss.Steps[g] > 0)];
        var hazard = 0.0;
        return new HazardBaseline
        {
            Stratum = null,
            LastTime = plan.Outcome.LastTime,
            Times = Array.ConvertAll(jumps, g => loss.Times[g]),
            Hazard = Array.ConvertAll(jumps, g => hazard += loss.Steps[g]),
            Competing = new double[jumps.Length],
        };
    }
}
