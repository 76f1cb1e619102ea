using System.Numerics;
using HccRisk.Mil.Numerics;

namespace HccRisk.Mil.Network;

/// <summary>The parameters of a network laid out for one step: some channels of the tiles, the others left out of the attention.</summary>
/// <typeparam name="T">Single or double.</typeparam>
internal sealed class StepWeights<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _gates;

    public StepWeights(AttentionShape shape)
    {
        Shape = shape;
        Padded = Gemm<T>.Padded(shape.Hidden);
        _gates = new T[shape.Width * 2 * Padded];
        GateBiases = new T[2 * Padded];
        Scorer = new T[Padded];
        Head = new double[shape.Outputs * shape.Width];
        HeadBiases = new double[shape.Outputs];
        Channels = [];
    }

    public AttentionShape Shape { get; }

    /// <summary>Hidden units up to a whole number of panels.</summary>
    public int Padded { get; }

    /// <summary>Channels that the attention sees, ascending.</summary>
    public int[] Channels { get; private set; }

    /// <summary>What the weights of those are multiplied with, so that the sum over channels stays as large.</summary>
    public double Scale { get; private set; }

    /// <summary>Panels of the tanh branch, then of the sigmoid branch; one row a channel.</summary>
    public ReadOnlySpan<T> Gates => _gates.AsSpan(0, Channels.Length * 2 * Padded);

    public T[] GateBiases { get; }

    public T[] Scorer { get; }

    public double[] Head { get; }

    public double[] HeadBiases { get; }

    /// <summary>Takes the parameters.</summary>
    /// <param name="parameters">As the shape lays them out.</param>
    /// <param name="channels">Channels that the attention sees, ascending.</param>
    public void Set(ReadOnlySpan<double> parameters, int[] channels)
    {
        var (hidden, half) = (Shape.Hidden, channels.Length * Padded);
        Channels = channels;
        Scale = (double)Shape.Width / channels.Length;
        for (var branch = 0; branch < 2; branch++)
        {
            Gemm<T>.Pack(parameters[(branch * hidden)..Shape.GateBiases], 2 * hidden, channels, hidden, Scale, _gates.AsSpan(branch * half, half));
            Cast(parameters.Slice(Shape.GateBiases + (branch * hidden), hidden), GateBiases.AsSpan(branch * Padded));
        }

        Cast(parameters.Slice(Shape.Scorer, hidden), Scorer);
        parameters[Shape.Head..Shape.HeadBiases].CopyTo(Head);
        parameters[Shape.HeadBiases..].CopyTo(HeadBiases);
    }

    private static void Cast(ReadOnlySpan<double> from, Span<T> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = T.CreateTruncating(from[i]);
        }
    }
}
