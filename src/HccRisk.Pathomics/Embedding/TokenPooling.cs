namespace HccRisk.Pathomics.Embedding;

/// <summary>How the output of a backbone becomes one vector a tile.</summary>
public enum TokenPooling
{
    /// <summary>It is one already: all its numbers, in their order.</summary>
    None,

    /// <summary>The first of the tokens [tiles, tokens, width]: the class token of a vision transformer.</summary>
    ClassToken,

    /// <summary>The mean of the patch tokens: all but the first <see cref="BackboneManifest.PrefixTokens"/> of [tiles, tokens, width].</summary>
    PatchMean,

    /// <summary>The class token, then the mean of the patch tokens: twice as wide.</summary>
    ClassTokenAndPatchMean,

    /// <summary>The mean over rows and columns of a feature map [tiles, channels, rows, columns]: one number a channel.</summary>
    SpatialMean,
}
