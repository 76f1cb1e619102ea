using System.Numerics;
using System.Runtime.CompilerServices;
using HccRisk.Mil.Numerics;

namespace HccRisk.Mil.Network;

/// <summary>
/// Gated attention over the tiles of a bag (Ilse, Tomczak and Welling, ICML 2018): V = tanh(X Wv + bv), G = sigmoid(X Wg + bg), scores
/// s = (V * G) w, attention a = softmax(s), pooled m = sum a X, outputs m H + c; and the derivatives of a loss by every parameter.
/// </summary>
/// <typeparam name="T">Single or double.</typeparam>
internal static unsafe class GatedAttention<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Outputs, attention and pooled tile of the chosen tiles of a bag.</summary>
    /// <param name="bag">The tiles.</param>
    /// <param name="count">How many are chosen.</param>
    /// <param name="weights">Parameters and channels.</param>
    /// <param name="scratch">Has the chosen tiles, and the scorer and head of this bag; receives the rest.</param>
    public static void Forward(TileMatrix<T> bag, int count, StepWeights<T> weights, BagScratch<T> scratch)
    {
        for (var i = 0; i < count; i++)
        {
            scratch.Rows[i] = scratch.Chosen[i] * bag.Stride;
        }

        fixed (T* tiles = bag.Values, panels = weights.Gates, gates = scratch.Gates)
        {
            fixed (int* rows = scratch.Rows, channels = weights.Channels)
            {
                Gemm<T>.Multiply(tiles, rows, count, channels, weights.Channels.Length, panels, gates, 2 * weights.Padded / Gemm<T>.Panel, adds: false);
            }

            Gate(gates, count, weights, scratch);
            Softmax(scratch.Attention.AsSpan(0, count));
            Pool(tiles, bag.Stride, count, scratch);
        }

        var width = weights.Shape.Width;
        for (var k = 0; k < scratch.Outputs.Length; k++)
        {
            var sum = weights.HeadBiases[k];
            for (var j = 0; j < width; j++)
            {
                sum += scratch.Head[(k * width) + j] * double.CreateTruncating(scratch.Pooled[j]);
            }

            scratch.Outputs[k] = sum;
        }
    }

    /// <summary>Adds the derivatives of the loss of the bag whose <see cref="Forward"/> ran last with this scratch.</summary>
    /// <param name="bag">The tiles.</param>
    /// <param name="count">How many are chosen.</param>
    /// <param name="weights">Parameters and channels.</param>
    /// <param name="scratch">As the forward pass left it; the gates are overwritten.</param>
    /// <param name="delta">The derivative of the loss by each output.</param>
    /// <param name="scorerMask">What the weight of each hidden unit was multiplied with.</param>
    /// <param name="headMask">What the weight of each pooled channel was multiplied with.</param>
    /// <param name="gradient">Is added to.</param>
    public static void Backward(
        TileMatrix<T> bag, int count, StepWeights<T> weights, BagScratch<T> scratch, ReadOnlySpan<double> delta,
        ReadOnlySpan<double> scorerMask, ReadOnlySpan<double> headMask, BagGradient<T> gradient)
    {
        var width = weights.Shape.Width;
        for (var j = 0; j < width; j++)
        {
            var (pooled, sum) = (double.CreateTruncating(scratch.Pooled[j]) * headMask[j], 0.0);
            for (var k = 0; k < delta.Length; k++)
            {
                gradient.Head[(k * width) + j] += delta[k] * pooled;
                sum += delta[k] * scratch.Head[(k * width) + j];
            }

            scratch.PooledGradient[j] = T.CreateTruncating(sum);
        }

        for (var k = 0; k < delta.Length; k++)
        {
            gradient.HeadBiases[k] += delta[k];
        }

        fixed (T* tiles = bag.Values, gates = scratch.Gates, gradients = gradient.Gates)
        {
            FindSlopes(tiles, bag.Stride, count, scratch);
            DifferentiateGates(gates, count, weights.Padded, scratch, scorerMask, gradient);
            fixed (int* rows = scratch.Rows, channels = weights.Channels)
            {
                Gemm<T>.Multiply(tiles, channels, weights.Channels.Length, rows, count, gates, gradients, 2 * weights.Padded / Gemm<T>.Panel, adds: true);
            }
        }
    }

    /// <summary>The branches in the place of their sums, and the score of each tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gate(T* gates, int count, StepWeights<T> weights, BagScratch<T> scratch)
    {
        var (panel, padded) = (Gemm<T>.Panel, weights.Padded);
        Array.Clear(scratch.Attention, 0, count);
        fixed (T* biases = weights.GateBiases, scorer = scratch.Scorer)
        {
            for (var p = 0; p < padded; p += panel)
            {
                var v = gates + ((long)p * count);
                var g = gates + ((long)(padded + p) * count);
                for (var i = 0; i < count; i++, v += panel, g += panel)
                {
                    var sum = Vector<T>.Zero;
                    for (var j = 0; j < panel; j += Vector<T>.Count)
                    {
                        var tanh = VectorMath<T>.Tanh(Vector.Load(v + j) + Vector.Load(biases + p + j));
                        var sigmoid = VectorMath<T>.Sigmoid(Vector.Load(g + j) + Vector.Load(biases + padded + p + j));
                        tanh.Store(v + j);
                        sigmoid.Store(g + j);
                        sum = VectorMath<T>.MultiplyAdd(tanh * sigmoid, Vector.Load(scorer + p + j), sum);
                    }

                    scratch.Attention[i] += double.CreateTruncating(Vector.Sum(sum));
                }
            }
        }
    }

    private static void Softmax(Span<double> scores)
    {
        var (most, sum) = (double.NegativeInfinity, 0.0);
        foreach (var score in scores)
        {
            most = Math.Max(most, score);
        }

        foreach (ref var score in scores)
        {
            score = Math.Exp(score - most);
            sum += score;
        }

        foreach (ref var score in scores)
        {
            score /= sum;
        }
    }

    /// <summary>The sum of the tiles, each times its attention; four tiles at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pool(T* tiles, int stride, int count, BagScratch<T> scratch)
    {
        Array.Clear(scratch.Pooled);
        fixed (T* pooled = scratch.Pooled)
        {
            var i = 0;
            for (; i + 3 < count; i += 4)
            {
                var (a0, a1, a2, a3) = (Share(scratch, i), Share(scratch, i + 1), Share(scratch, i + 2), Share(scratch, i + 3));
                var x0 = tiles + scratch.Rows[i];
                var x1 = tiles + scratch.Rows[i + 1];
                var x2 = tiles + scratch.Rows[i + 2];
                var x3 = tiles + scratch.Rows[i + 3];
                for (var j = 0; j < stride; j += Vector<T>.Count)
                {
                    var sum = VectorMath<T>.MultiplyAdd(a0, Vector.Load(x0 + j), Vector.Load(pooled + j));
                    sum = VectorMath<T>.MultiplyAdd(a1, Vector.Load(x1 + j), sum);
                    sum = VectorMath<T>.MultiplyAdd(a2, Vector.Load(x2 + j), sum);
                    VectorMath<T>.MultiplyAdd(a3, Vector.Load(x3 + j), sum).Store(pooled + j);
                }
            }

            for (; i < count; i++)
            {
                var x = tiles + scratch.Rows[i];
                var a = Share(scratch, i);
                for (var j = 0; j < stride; j += Vector<T>.Count)
                {
                    VectorMath<T>.MultiplyAdd(a, Vector.Load(x + j), Vector.Load(pooled + j)).Store(pooled + j);
                }
            }
        }
    }

    private static Vector<T> Share(BagScratch<T> scratch, int tile) => new(T.CreateTruncating(scratch.Attention[tile]));

    /// <summary>ds = a (q - sum of a q), q being the pooled derivative along each tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FindSlopes(T* tiles, int stride, int count, BagScratch<T> scratch)
    {
        var mean = 0.0;
        fixed (T* pooled = scratch.PooledGradient)
        {
            for (var i = 0; i < count; i++)
            {
                var x = tiles + scratch.Rows[i];
                var (even, odd) = (Vector<T>.Zero, Vector<T>.Zero);

                // A row is a whole number of pairs of registers.
                for (var j = 0; j < stride; j += 2 * Vector<T>.Count)
                {
                    even = VectorMath<T>.MultiplyAdd(Vector.Load(x + j), Vector.Load(pooled + j), even);
                    odd = VectorMath<T>.MultiplyAdd(Vector.Load(x + j + Vector<T>.Count), Vector.Load(pooled + j + Vector<T>.Count), odd);
                }

                scratch.Slopes[i] = double.CreateTruncating(Vector.Sum(even + odd));
                mean += scratch.Attention[i] * scratch.Slopes[i];
            }
        }

        for (var i = 0; i < count; i++)
        {
            scratch.Slopes[i] = scratch.Attention[i] * (scratch.Slopes[i] - mean);
        }
    }

    /// <summary>The derivatives by the sums of both branches in the place of the branches; those by scorer and constants are added
    /// up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DifferentiateGates(
        T* gates, int count, int padded, BagScratch<T> scratch, ReadOnlySpan<double> scorerMask, BagGradient<T> gradient)
    {
        var panel = Gemm<T>.Panel;
        var one = Vector<T>.One;
        fixed (T* scorer = scratch.Scorer)
        {
            for (var at = 0; at < padded; at += Vector<T>.Count)
            {
                var (p, j) = (at / panel * panel, at % panel);
                var v = gates + ((long)p * count) + j;
                var g = gates + ((long)(padded + p) * count) + j;
                var w = Vector.Load(scorer + at);
                var (sum, sumV, sumG) = (Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero);
                for (var i = 0; i < count; i++, v += panel, g += panel)
                {
                    var slope = new Vector<T>(T.CreateTruncating(scratch.Slopes[i]));
                    var (tanh, sigmoid) = (Vector.Load(v), Vector.Load(g));
                    var product = tanh * sigmoid;
                    sum = VectorMath<T>.MultiplyAdd(slope, product, sum);
                    var step = slope * w;
                    var byV = step * sigmoid * (one - (tanh * tanh));
                    var byG = step * product * (one - sigmoid);
                    byV.Store(v);
                    byG.Store(g);
                    sumV += byV;
                    sumG += byG;
                }

                for (var lane = 0; lane < Vector<T>.Count && at + lane < scorerMask.Length; lane++)
                {
                    gradient.Scorer[at + lane] += scorerMask[at + lane] * double.CreateTruncating(sum[lane]);
                    gradient.GateBiases[at + lane] += double.CreateTruncating(sumV[lane]);
                    gradient.GateBiases[padded + at + lane] += double.CreateTruncating(sumG[lane]);
                }
            }
        }
    }
}
