using HccRisk.Core.Columns;

namespace HccRisk.Radiomics.Texture;

/// <summary>What a family calls each of <see cref="EmphasisValues"/>, without its prefix, and the IBSI code.</summary>
internal sealed record EmphasisNames
{
    internal required (string Name, string Code) Small { get; init; }

    internal required (string Name, string Code) Large { get; init; }

    internal required (string Name, string Code) LowLevel { get; init; }

    internal required (string Name, string Code) HighLevel { get; init; }

    internal required (string Name, string Code) SmallLowLevel { get; init; }

    internal required (string Name, string Code) SmallHighLevel { get; init; }

    internal required (string Name, string Code) LargeLowLevel { get; init; }

    internal required (string Name, string Code) LargeHighLevel { get; init; }

    internal required (string Name, string Code) LevelNonUniformity { get; init; }

    internal required (string Name, string Code) LevelNonUniformityNormalised { get; init; }

    internal required (string Name, string Code) NonUniformity { get; init; }

    internal required (string Name, string Code) NonUniformityNormalised { get; init; }

    internal required (string Name, string Code) Percentage { get; init; }

    internal required (string Name, string Code) LevelVariance { get; init; }

    internal required (string Name, string Code) Variance { get; init; }

    internal required (string Name, string Code) Entropy { get; init; }

    internal (string Name, string Code)? Energy { get; init; }

    /// <summary>The columns in the order of <see cref="EmphasisValues"/>; energy where it has a name.</summary>
    internal FeatureColumn[] Columns(string family)
    {
        (string, string)?[] names =
        [
            Small, Large, LowLevel, HighLevel, SmallLowLevel, SmallHighLevel, LargeLowLevel, LargeHighLevel, LevelNonUniformity,
            LevelNonUniformityNormalised, NonUniformity, NonUniformityNormalised, Percentage, LevelVariance, Variance, Entropy,
            Energy,
        ];
        return [.. names.OfType<(string Name, string Code)>().Select(n => new FeatureColumn($"{family}_{n.Name}", Code: n.Code))];
    }
}
