using System.Numerics;

namespace HccRisk.Mil.Network;

/// <summary>Working memory for one bag at a time; one a thread.</summary>
/// <typeparam name="T">Single or double.</typeparam>
internal sealed class BagScratch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes room.</summary>
    /// <param name="weights">Sizes.</param>
    /// <param name="tiles">Most tiles of a bag.</param>
    public BagScratch(StepWeights<T> weights, int tiles)
    {
        var (shape, stride) = (weights.Shape, TileMatrix<T>.StrideOf(weights.Shape.Width));
        Tiles = tiles;
        Chosen = new int[tiles];
        Rows = new int[tiles];
        Gates = new T[(long)tiles * 2 * weights.Padded];
        Attention = new double[tiles];
        Slopes = new double[tiles];
        Scorer = new T[weights.Padded];
        Head = new double[shape.Outputs * shape.Width];
        Pooled = new T[stride];
        PooledGradient = new T[stride];
        Outputs = new double[shape.Outputs];
    }

    /// <summary>Most tiles.</summary>
    public int Tiles { get; }

    /// <summary>Tiles of the bag that are looked at, ascending.</summary>
    public int[] Chosen { get; }

    /// <summary>Where each of them lies.</summary>
    public int[] Rows { get; }

    /// <summary>Panels of the tanh branch, then of the sigmoid branch; one row a tile.</summary>
    public T[] Gates { get; }

    /// <summary>Attention of each tile; they add up to 1.</summary>
    public double[] Attention { get; }

    /// <summary>Of each tile the derivative of the loss by its score.</summary>
    public double[] Slopes { get; }

    /// <summary>Weights of the hidden units, 0 where one is left out of this step.</summary>
    public T[] Scorer { get; }

    /// <summary>Weights of the pooled tile, 0 where a channel is left out of this step.</summary>
    public double[] Head { get; }

    /// <summary>The pooled tile.</summary>
    public T[] Pooled { get; }

    /// <summary>The derivative of the loss by it.</summary>
    public T[] PooledGradient { get; }

    /// <summary>Numbers of the bag.</summary>
    public double[] Outputs { get; }
}
