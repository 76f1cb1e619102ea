using System.Text.Json.Serialization;
using HccRisk.Mil.Losses;
using HccRisk.Mil.Network;
using HccRisk.Mil.Projection;
using HccRisk.Mil.Training;
using HccRisk.Survival.Boosting;

namespace HccRisk.Mil;

/// <summary>Networks that look at the tiles of a patient, weigh them, and give a risk: the mean over networks of different random
/// starts.</summary>
public sealed class AttentionMilModel
{
    private readonly Lazy<(TileProjection Projection, StepWeights<float>[] Weights)> _ready;

    /// <summary>Makes the model; its properties say what was learned.</summary>
    public AttentionMilModel() => _ready = new(Prepare);

    /// <summary>What it was trained on.</summary>
    public required MilLoss Loss { get; init; }

    /// <summary>Units of each branch of the attention.</summary>
    public required int Hidden { get; init; }

    /// <summary>Mean of the training tiles.</summary>
    public required float[] Mean { get; init; }

    /// <summary>The components' axes, one after the other, each as long as <see cref="Mean"/>.</summary>
    public required float[] Axes { get; init; }

    /// <summary>
    /// Parameters of each network: weights of the gates (component by component, those of the tanh branch before those of the sigmoid
    /// branch), their
    /// constants, the weight of each unit, the weights of the pooled tile for each output, constants of the outputs.
    /// </summary>
    public required IReadOnlyList<float[]> Members { get; init; }

    /// <summary>Between the bins of time, of <see cref="MilLoss.Discrete"/>; else empty.</summary>
    public required double[] Edges { get; init; }

    /// <summary>
    /// Baseline hazard of the cause under the scores of the inner folds, and the average hazard of the others; of
    /// <see cref="MilLoss.FineGray"/> the subdistribution hazard; of <see cref="MilLoss.Discrete"/> the hazard of all patients, which
    /// says how a bin's hazard
    /// is spread over its times.
    /// </summary>
    public required HazardBaseline Baseline { get; init; }

    /// <summary>Share of the components that the attention did not see in a training step.</summary>
    public required double ChannelDropout { get; init; }

    /// <summary>Whether a prediction is the mean over windows of components.</summary>
    public required bool TestTimeEnsemble { get; init; }

    /// <summary>Epochs that were made, as the inner folds chose.</summary>
    public required int Epochs { get; init; }

    /// <summary>Numbers a tile must have.</summary>
    [JsonIgnore]
    public int Width => Mean.Length;

    /// <summary>Number of components.</summary>
    [JsonIgnore]
    public int Components => Axes.Length / Mean.Length;

    /// <summary>The sizes of each network.</summary>
    [JsonIgnore]
    internal AttentionShape Shape => new(Components, Hidden, Edges.Length + 1, Loss == MilLoss.Discrete);

    /// <summary>The score of a patient.</summary>
    /// <param name="bag">The tiles; their order does not matter but for rounding.</param>
    /// <returns>
    /// Higher = more risk: a log hazard ratio; of <see cref="MilLoss.Discrete"/> minus the sum over the bins of the probability to be
    /// free of the event
    /// at their end.
    /// </returns>
    /// <exception cref="TileBagException">The tiles have another number of numbers.</exception>
    public double Score(TileBag bag) => ScoreOf(Outputs(bag, null));

    /// <summary>What each tile of a patient adds to its score.</summary>
    /// <param name="bag">The tiles.</param>
    /// <exception cref="TileBagException">The tiles have another number of numbers.</exception>
    public TileExplanation Explain(TileBag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        var (attention, parts, scores) = (new double[bag.Count], new double[bag.Count], new List<double>());
        var outputs = Outputs(bag, (tiles, weights, scratch) =>
        {
            scores.Add(ScoreOf(scratch.Outputs));
            for (var i = 0; i < tiles.Count; i++)
            {
                attention[i] += scratch.Attention[i];
            }
        });
        var slopes = SlopesOf(outputs);
        _ = Outputs(bag, (tiles, weights, scratch) =>
        {
            for (var i = 0; i < tiles.Count; i++)
            {
                var tile = tiles[i];
                var sum = 0.0;
                for (var j = 0; j < tile.Length; j++)
                {
                    for (var k = 0; k < slopes.Length; k++)
                    {
                        sum += slopes[k] * weights.Head[(k * tile.Length) + j] * tile[j];
                    }
                }

                parts[i] += scratch.Attention[i] * sum;
            }
        });
        return new TileExplanation
        {
            Score = ScoreOf(outputs),
            Spread = Math.Sqrt(scores.Average(s => (s - scores.Average()) * (s - scores.Average()))),
            Attention = [.. attention.Select(a => a / scores.Count * bag.Count)],
            Contributions = [.. parts.Select(p => p / scores.Count)],
        };
    }

    /// <summary>Probability of being free of the event at each time, other causes counted as censored (of <see cref="MilLoss.FineGray"/>
    /// one less the incidence).</summary>
    /// <param name="bag">The tiles.</param>
    /// <param name="times">Any times.</param>
    /// <returns>One probability a time; NaN beyond the longest follow-up in training.</returns>
    public double[] Survival(TileBag bag, IReadOnlyList<double> times)
    {
        ArgumentNullException.ThrowIfNull(times);
        var survival = new double[times.Count];
        Risks(Outputs(bag, null), times, survival, new double[times.Count]);
        return survival;
    }

    /// <summary>Probability of having had the event of the cause by each time, competing causes taken into account.</summary>
    /// <param name="bag">The tiles.</param>
    /// <param name="times">Any times.</param>
    /// <returns>One probability a time; NaN beyond the longest follow-up in training.</returns>
    public double[] CumulativeIncidence(TileBag bag, IReadOnlyList<double> times)
    {
        ArgumentNullException.ThrowIfNull(times);
        var incidence = new double[times.Count];
        Risks(Outputs(bag, null), times, new double[times.Count], incidence);
        return incidence;
    }

    /// <summary>The mean of the networks' outputs.</summary>
    internal double[] Outputs(TileBag bag, Action<TileMatrix<float>, StepWeights<float>, BagScratch<float>>? see)
    {
        ArgumentNullException.ThrowIfNull(bag);
        if (bag.Width != Width)
        {
            throw new TileBagException(FormattableString.Invariant(
                $"The tiles of '{bag.Name}' have {bag.Width} numbers, the model was trained on {Width}: another backbone made them."));
        }

        var (projection, networks) = _ready.Value;
        var tiles = projection.Project(bag.Spread(bag.Count));
        var scratch = new BagScratch<float>(networks[0], tiles.Count);
        for (var i = 0; i < tiles.Count; i++)
        {
            scratch.Chosen[i] = i;
        }

        var outputs = new double[Shape.Outputs];
        foreach (var weights in networks)
        {
            weights.Scorer.CopyTo(scratch.Scorer, 0);
            weights.Head.CopyTo(scratch.Head, 0);
            GatedAttention<float>.Forward(tiles, tiles.Count, weights, scratch);
            see?.Invoke(tiles, weights, scratch);
            for (var k = 0; k < outputs.Length; k++)
            {
                outputs[k] += scratch.Outputs[k] / networks.Length;
            }
        }

        return outputs;
    }

    internal double ScoreOf(ReadOnlySpan<double> outputs)
    {
        if (Loss != MilLoss.Discrete)
        {
            return outputs[0];
        }

        var (hazard, sum) = (0.0, 0.0);
        foreach (var output in outputs)
        {
            hazard += DiscreteLoss.HazardOf(output);
            sum -= Math.Exp(-hazard);
        }

        return sum;
    }

    /// <summary>Survival and incidence by the outputs of a patient.</summary>
    internal void Risks(ReadOnlySpan<double> outputs, IReadOnlyList<double> times, Span<double> survival, Span<double> incidence)
    {
        for (var t = 0; t < times.Count; t++)
        {
            (survival[t], incidence[t]) = times[t] <= Baseline.LastTime ? (1, 0) : (double.NaN, double.NaN);
        }

        var (free, sum) = (1.0, 0.0);
        for (var jump = 0; jump < Baseline.Times.Length; jump++)
        {
            var after = Math.Exp(-HazardAt(outputs, jump));
            sum += Math.Exp(-Baseline.Competing[jump]) * (free - after);
            free = after;
            for (var t = 0; t < times.Count; t++)
            {
                if (Baseline.Times[jump] <= times[t] && times[t] <= Baseline.LastTime)
                {
                    (survival[t], incidence[t]) = (free, sum);
                }
            }
        }
    }

    /// <summary>The derivative of the score by each output.</summary>
    private double[] SlopesOf(double[] outputs)
    {
        if (Loss != MilLoss.Discrete)
        {
            return [1];
        }

        // The score falls by S(k) for each bin k, and S(k) by h(j) for each output j up to k.
        var (free, hazard) = (new double[outputs.Length], 0.0);
        for (var k = 0; k < outputs.Length; k++)
        {
            hazard += DiscreteLoss.HazardOf(outputs[k]);
            free[k] = Math.Exp(-hazard);
        }

        return [.. outputs.Select((output, j) => free[j..].Sum() / (1 + Math.Exp(-output)))];
    }

    /// <summary>Cumulative hazard at one of the baseline's times.</summary>
    private double HazardAt(ReadOnlySpan<double> outputs, int jump)
    {
        if (Loss != MilLoss.Discrete)
        {
            return Baseline.Hazard[jump] * Math.Exp(outputs[0]);
        }

        // A bin's hazard rises as that of all patients does between its edges.
        var bin = DiscreteLoss.BinOf(Edges, Baseline.Times[jump]);
        var (before, end) = (Array.FindLastIndex(Baseline.Times, t => DiscreteLoss.BinOf(Edges, t) < bin), Array.FindLastIndex(Baseline.Times, t => DiscreteLoss.BinOf(Edges, t) == bin));
        var start = before < 0 ? 0 : Baseline.Hazard[before];
        var hazard = DiscreteLoss.HazardOf(outputs[bin]) * (Baseline.Hazard[jump] - start) / (Baseline.Hazard[end] - start);
        for (var k = 0; k < bin; k++)
        {
            hazard += DiscreteLoss.HazardOf(outputs[k]);
        }

        return hazard;
    }

    private (TileProjection Projection, StepWeights<float>[] Weights) Prepare()
    {
        var shape = Shape;
        var windows = Windows();
        return (new TileProjection(Mean, Axes), [.. Members.SelectMany(member => windows.Select(window =>
        {
            var weights = new StepWeights<float>(shape);
            weights.Set(Array.ConvertAll(member, x => (double)x), window);
            return weights;
        }))]);
    }

    /// <summary>Windows of components, a quarter of a window apart and round at the end; one of all where there is no ensemble.</summary>
    internal int[][] Windows()
    {
        var width = Components;
        var kept = MemberTrainer.KeptChannels(width, TestTimeEnsemble ? ChannelDropout : 0);
        var step = Math.Max(1, kept / 4);
        return kept == width
            ? [[.. Enumerable.Range(0, width)]]
            : [.. Enumerable.Range(0, (width + step - 1) / step).Select(w => Enumerable.Range(w * step, kept).Select(c => c % width).Order().ToArray())];
    }
}
