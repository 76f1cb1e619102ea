namespace HccRisk.Pathomics.Embedding;

/// <summary>Order in which a backbone takes the colour channels.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,
}
