using System.Collections.Concurrent;
using System.Numerics;
using HccRisk.Mil.Network;
using HccRisk.Mil.Numerics;

namespace HccRisk.Mil.Training;

/// <summary>
/// Passes of a network over the bags of a cohort, bags in parallel. Bags are dealt to parts that do not depend on the number of threads,
/// and parts
/// are added up in order: the same bits for any number of them.
/// </summary>
/// <typeparam name="T">Single or double.</typeparam>
internal sealed class BagPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostParts = 32;

    private readonly TileMatrix<T>[] _bags;
    private readonly int _mostTiles;
    private readonly int _room;
    private readonly double _dropout;
    private readonly ParallelOptions _parallel;
    private readonly ConcurrentBag<BagScratch<T>> _scratches = [];
    private readonly BagGradient<T>?[] _parts = new BagGradient<T>?[MostParts];

    /// <summary>Takes the bags.</summary>
    /// <param name="bags">The bags.</param>
    /// <param name="mostTiles">Most tiles of a bag that are looked at.</param>
    /// <param name="dropout">Share of units left out in training.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public BagPass(TileMatrix<T>[] bags, int mostTiles, double dropout, ParallelOptions parallel) =>
        (_bags, _mostTiles, _room, _dropout, _parallel) = (bags, mostTiles, bags.Max(b => Math.Min(b.Count, mostTiles)), dropout, parallel);

    /// <summary>The outputs of bags.</summary>
    /// <param name="rows">The bags.</param>
    /// <param name="weights">Parameters and channels.</param>
    /// <param name="draw">Seed and step of what is drawn in training; null takes all units, and tiles evenly spread.</param>
    /// <param name="outputs">Receives the outputs, bag after bag.</param>
    public void Forward(int[] rows, StepWeights<T> weights, (int Seed, int Step)? draw, double[] outputs) => Run(rows.Length, weights, (_, scratch, masks, at) =>
    {
        var count = Prepare(rows[at], weights, draw, scratch, masks);
        GatedAttention<T>.Forward(_bags[rows[at]], count, weights, scratch);
        scratch.Outputs.CopyTo(outputs.AsSpan(at * scratch.Outputs.Length));
    });

    /// <summary>The derivatives of the loss by every parameter.</summary>
    /// <param name="rows">The bags.</param>
    /// <param name="weights">Parameters and channels.</param>
    /// <param name="draw">As of the forward pass: the same draws are made.</param>
    /// <param name="delta">The derivative of the loss by each output, bag after bag.</param>
    /// <param name="gradient">Receives the derivatives, as the parameters are laid out.</param>
    public void Backward(int[] rows, StepWeights<T> weights, (int Seed, int Step)? draw, double[] delta, double[] gradient)
    {
        Array.Clear(gradient);
        var parts = Run(rows.Length, weights, (part, scratch, masks, at) =>
        {
            var outputs = scratch.Outputs.Length;
            var count = Prepare(rows[at], weights, draw, scratch, masks);
            GatedAttention<T>.Forward(_bags[rows[at]], count, weights, scratch);
            GatedAttention<T>.Backward(
                _bags[rows[at]], count, weights, scratch, delta.AsSpan(at * outputs, outputs), masks.Hidden, masks.Pooled, _parts[part]!);
        }, part => (_parts[part] ??= new BagGradient<T>(weights)).Clear(weights));
        for (var part = 0; part < parts; part++)
        {
            _parts[part]!.AddTo(weights, gradient);
        }
    }

    private int Run(int count, StepWeights<T> weights, Action<int, BagScratch<T>, Masks, int> work, Action<int>? begin = null)
    {
        var parts = Math.Min(MostParts, count);
        Parallel.For(0, parts, _parallel, part =>
        {
            var scratch = _scratches.TryTake(out var free) ? free : new BagScratch<T>(weights, _room);
            var masks = new Masks(new double[weights.Shape.Hidden], new double[weights.Shape.Width]);
            begin?.Invoke(part);
            for (var at = (int)((long)part * count / parts); at < (int)((long)(part + 1) * count / parts); at++)
            {
                work(part, scratch, masks, at);
            }

            _scratches.Add(scratch);
        });
        return parts;
    }

    /// <summary>Draws tiles and units of a bag.</summary>
    /// <returns>How many tiles are chosen.</returns>
    private int Prepare(int bag, StepWeights<T> weights, (int Seed, int Step)? draw, BagScratch<T> scratch, Masks masks)
    {
        var total = _bags[bag].Count;
        var count = Math.Min(total, _mostTiles);
        var chosen = scratch.Chosen.AsSpan(0, count);
        if (draw is var (seed, step) && count < total)
        {
            new Draws(seed, DrawPurpose.Tiles, step, bag).Choose(total, chosen);
        }
        else
        {
            for (var i = 0; i < count; i++)
            {
                chosen[i] = (int)((((2L * i) + 1) * total) / (2L * count));
            }
        }

        Mask(DrawPurpose.Hidden, masks.Hidden);
        Mask(DrawPurpose.Pooled, masks.Pooled);
        for (var j = 0; j < masks.Hidden.Length; j++)
        {
            scratch.Scorer[j] = weights.Scorer[j] * T.CreateTruncating(masks.Hidden[j]);
        }

        for (var j = 0; j < scratch.Head.Length; j++)
        {
            scratch.Head[j] = weights.Head[j] * masks.Pooled[j % masks.Pooled.Length];
        }

        return count;

        void Mask(DrawPurpose purpose, double[] mask)
        {
            var draws = draw is var (own, at) && _dropout > 0 ? new Draws(own, purpose, at, bag) : (Draws?)null;
            for (var j = 0; j < mask.Length; j++)
            {
                mask[j] = 1;
            }

            if (draws is { } random)
            {
                foreach (ref var value in mask.AsSpan())
                {
                    value = random.Next() < _dropout ? 0 : 1 / (1 - _dropout);
                }
            }
        }
    }

    private sealed record Masks(double[] Hidden, double[] Pooled);
}
