using System.Numerics;
using HccRisk.Mil.Numerics;

namespace HccRisk.Mil.Network;

/// <summary>Derivatives of the loss, summed over some bags.</summary>
/// <typeparam name="T">Single or double.</typeparam>
internal sealed class BagGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public BagGradient(StepWeights<T> weights)
    {
        Gates = new T[weights.Shape.Width * 2 * weights.Padded];
        GateBiases = new double[2 * weights.Padded];
        Scorer = new double[weights.Padded];
        Head = new double[weights.Shape.Outputs * weights.Shape.Width];
        HeadBiases = new double[weights.Shape.Outputs];
    }

    /// <summary>Panels as those of the weights; one row a channel.</summary>
    public T[] Gates { get; }

    public double[] GateBiases { get; }

    public double[] Scorer { get; }

    public double[] Head { get; }

    public double[] HeadBiases { get; }

    public void Clear(StepWeights<T> weights)
    {
        Gates.AsSpan(0, weights.Gates.Length).Clear();
        Array.Clear(GateBiases);
        Array.Clear(Scorer);
        Array.Clear(Head);
        Array.Clear(HeadBiases);
    }

    /// <summary>Adds to derivatives laid out as the parameters are.</summary>
    public void AddTo(StepWeights<T> weights, Span<double> gradient)
    {
        var (shape, padded, channels, panel) = (weights.Shape, weights.Padded, weights.Channels, Gemm<T>.Panel);
        for (var branch = 0; branch < 2; branch++)
        {
            var panels = Gates.AsSpan(branch * channels.Length * padded, channels.Length * padded);
            for (var r = 0; r < channels.Length; r++)
            {
                var target = gradient.Slice((channels[r] * 2 * shape.Hidden) + (branch * shape.Hidden), shape.Hidden);
                for (var start = 0; start < shape.Hidden; start += panel)
                {
                    var row = panels.Slice((start * channels.Length) + (r * panel), Math.Min(panel, shape.Hidden - start));
                    for (var j = 0; j < row.Length; j++)
                    {
                        target[start + j] += weights.Scale * double.CreateTruncating(row[j]);
                    }
                }
            }

            Add(GateBiases.AsSpan(branch * padded, shape.Hidden), gradient[(shape.GateBiases + (branch * shape.Hidden))..]);
        }

        Add(Scorer.AsSpan(0, shape.Hidden), gradient[shape.Scorer..]);
        Add(Head, gradient[shape.Head..]);
        Add(HeadBiases.AsSpan(0, shape.Biased ? shape.Outputs : 0), gradient[shape.HeadBiases..]);
    }

    private static void Add(ReadOnlySpan<double> part, Span<double> sum)
    {
        for (var i = 0; i < part.Length; i++)
        {
            sum[i] += part[i];
        }
    }
}
