namespace HccRisk.Mil.Network;

/// <summary>Sizes of a network, and where its parameters lie in one array of them.</summary>
/// <param name="Width">Numbers a tile.</param>
/// <param name="Hidden">Units of each of the two branches of the attention.</param>
/// <param name="Outputs">Numbers a bag.</param>
/// <param name="Biased">Whether each output has a constant.</param>
internal sealed record AttentionShape(int Width, int Hidden, int Outputs, bool Biased)
{
    /// <summary>Row after row of the tiles' numbers: weights of the tanh branch, then of the sigmoid branch.</summary>
    public int Gates => 0;

    /// <summary>Constants of both branches.</summary>
    public int GateBiases => Width * 2 * Hidden;

    /// <summary>One weight a unit: from the product of the branches to the score of a tile.</summary>
    public int Scorer => GateBiases + (2 * Hidden);

    /// <summary>Output after output: weights of the pooled tile.</summary>
    public int Head => Scorer + Hidden;

    /// <summary>Constants of the outputs, where there are any.</summary>
    public int HeadBiases => Head + (Outputs * Width);

    /// <summary>Number of parameters.</summary>
    public int Count => HeadBiases + (Biased ? Outputs : 0);

    /// <summary>Whether a parameter is a constant, which is not decayed.</summary>
    public bool IsBias(int parameter) => (parameter >= GateBiases && parameter < Scorer) || parameter >= HeadBiases;
}
