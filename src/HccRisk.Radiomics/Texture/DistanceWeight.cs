namespace HccRisk.Radiomics.Texture;

/// <summary>How pyradiomics weighs matrices of directions by their length before they become one; each is by a norm in millimetres.</summary>
internal enum DistanceWeight
{
    /// <summary>They are not weighed: each gives features, or all count the same, as the aggregation says.</summary>
    None = 0,

    /// <summary>The sum of the absolute parts.</summary>
    Manhattan = 1,

    /// <summary>The length.</summary>
    Euclidean = 2,

    /// <summary>The largest absolute part.</summary>
    Infinity = 3,
}
