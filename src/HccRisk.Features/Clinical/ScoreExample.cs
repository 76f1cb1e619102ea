namespace HccRisk.Features.Clinical;

/// <summary>A worked example of a score, checked when the score is loaded and by the tests.</summary>
/// <param name="Inputs">One value an input, in the units of the formula.</param>
/// <param name="Expected">The score.</param>
/// <param name="Tolerance">Half the last digit <paramref name="Expected"/> is given with.</param>
public sealed record ScoreExample(IReadOnlyList<double> Inputs, double Expected, double Tolerance)
{
    /// <summary>The group the example falls into; null, the default, when that is not checked.</summary>
    public string? Group { get; init; }
}
