namespace HccRisk.Plots;

/// <summary>The slices of one map, side by side under its name.</summary>
/// <param name="Name">Name of the map.</param>
/// <param name="Panels">Its slices.</param>
public sealed record MapRow(string Name, IReadOnlyList<MapPanel> Panels)
{
    /// <summary>Value at the dark end of the colours. Default: the least.</summary>
    public double? Low { get; init; }

    /// <summary>Value at the bright end of the colours. Default: the greatest.</summary>
    public double? High { get; init; }

    /// <summary>Names of the parts that values 0, 1, ... stand for, which have a colour each; null (default): values are a scale.</summary>
    public IReadOnlyList<string>? Parts { get; init; }
}
