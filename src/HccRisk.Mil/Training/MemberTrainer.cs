using HccRisk.Mil.Losses;
using HccRisk.Mil.Network;
using HccRisk.Mil.Numerics;

namespace HccRisk.Mil.Training;

/// <summary>Trains one network on some of the bags.</summary>
internal sealed class MemberTrainer(BagPass<float> pass, AttentionShape shape, LossPlan plan, AttentionMilOptions options, CancellationToken cancellationToken)
{
    /// <summary>Trains from a random start.</summary>
    /// <param name="rows">The bags it learns from.</param>
    /// <param name="seed">Seed of start and draws.</param>
    /// <param name="epochs">Epochs made; the learning rate goes as if all were.</param>
    /// <param name="look">Is shown the parameters after every <see cref="AttentionMilOptions.LookEvery"/> epochs and the last; null for
    /// nobody.</param>
    /// <returns>The parameters.</returns>
    public double[] Train(int[] rows, int seed, int epochs, Action<int, double[]>? look = null)
    {
        var parameters = Start(rows, seed);
        var optimiser = new AdamW(shape, options.WeightDecay);
        var weights = new StepWeights<float>(shape);
        var gradient = new double[shape.Count];
        var batches = Batches(rows, seed, 0).Length;
        var whole = batches == 1 ? plan.Of(rows) : null;
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var parts = batches == 1 ? [rows] : Batches(rows, seed, epoch);
            for (var batch = 0; batch < parts.Length; batch++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (part, step) = (parts[batch], (epoch * batches) + batch);
                weights.Set(parameters, Channels(seed, step));
                Differentiate(part, weights, whole ?? plan.Of(part), (seed, step), gradient);
                Shorten(gradient);
                optimiser.Step(parameters, gradient, RateAt(step, batches));
            }

            if (look is not null && ((epoch + 1) % options.LookEvery == 0 || epoch + 1 == epochs))
            {
                look(epoch + 1, parameters);
            }
        }

        return parameters;
    }

    /// <summary>Outputs of bags by a network that sees all components, and of a bag of many tiles as many as in a step, evenly
    /// spread.</summary>
    public double[] Predict(double[] parameters, int[] rows)
    {
        var weights = new StepWeights<float>(shape);
        weights.Set(parameters, [.. Enumerable.Range(0, shape.Width)]);
        var outputs = new double[rows.Length * shape.Outputs];
        pass.Forward(rows, weights, null, outputs);
        return outputs;
    }

    /// <summary>The derivatives of the loss a patient with the event.</summary>
    private void Differentiate(int[] rows, StepWeights<float> weights, BagLoss loss, (int Seed, int Step)? draw, double[] gradient)
    {
        var outputs = new double[rows.Length * loss.Outputs];
        var delta = new double[outputs.Length];
        pass.Forward(rows, weights, draw, outputs);
        _ = loss.Evaluate(outputs, delta);
        for (var i = 0; i < delta.Length; i++)
        {
            delta[i] /= loss.Events;
        }

        pass.Backward(rows, weights, draw, delta, gradient);
    }

    /// <summary>Random weights of the size that keeps sums near 1; the head is 0, so that all outputs start alike.</summary>
    private double[] Start(int[] rows, int seed)
    {
        var parameters = new double[shape.Count];
        var draws = new Draws(seed, DrawPurpose.Weights);
        var (gate, score) = (1 / Math.Sqrt(shape.Width), 1 / Math.Sqrt(shape.Hidden));
        for (var i = 0; i < shape.Head; i++)
        {
            var draw = (2 * draws.Next()) - 1;
            parameters[i] = shape.IsBias(i) ? 0 : draw * (i < shape.GateBiases ? gate : score);
        }

        if (shape.Biased && plan.Of(rows) is DiscreteLoss discrete)
        {
            discrete.MarginalLogits().CopyTo(parameters, shape.HeadBiases);
        }

        return parameters;
    }

    private int[] Channels(int seed, int step)
    {
        var kept = KeptChannels(shape.Width, options.ChannelDropout);
        var channels = new int[kept];
        new Draws(seed, DrawPurpose.Channels, step).Choose(shape.Width, channels);
        return channels;
    }

    /// <summary>How many channels the attention sees in a step.</summary>
    public static int KeptChannels(int width, double dropout) => Math.Max(1, (int)Math.Round(width * (1 - dropout)));

    /// <summary>The rows of each step: events and the others dealt in turn after a shuffle of each.</summary>
    private int[][] Batches(int[] rows, int seed, int epoch)
    {
        var had = rows.ToLookup(row => plan.Own.Events[row] != 0);
        var count = options.BatchSize == 0 ? 1 : Math.Clamp(rows.Length / options.BatchSize, 1, Math.Max(1, had[true].Count()));
        var batches = Enumerable.Range(0, count).Select(_ => new List<int>()).ToArray();
        var draws = new Draws(seed, DrawPurpose.Batches, epoch);
        var next = 0;
        foreach (var kind in (bool[])[true, false])
        {
            int[] shuffled = [.. had[kind]];
            draws.Shuffle(shuffled);
            foreach (var row in shuffled)
            {
                batches[next++ % count].Add(row);
            }
        }

        return [.. batches.Select(b => b.Order().ToArray())];
    }

    /// <summary>Up in a line, then down along a cosine to 0.</summary>
    private double RateAt(int step, int batches)
    {
        var (warm, all) = (options.WarmUpEpochs * batches, options.Epochs * batches);
        return options.LearningRate * (step < warm ? (step + 1.0) / warm : 0.5 * (1 + Math.Cos(Math.PI * (step - warm) / (all - warm))));
    }

    private void Shorten(double[] gradient)
    {
        var length = Math.Sqrt(gradient.Sum(g => g * g));
        if (length > options.GradientNorm)
        {
            for (var i = 0; i < gradient.Length; i++)
            {
                gradient[i] *= options.GradientNorm / length;
            }
        }
    }
}
