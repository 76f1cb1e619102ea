namespace HccRisk.Benchmarks.Comparison;

/// <summary>Time and numbers of one case on one side.</summary>
/// <param name="Key">Of the case.</param>
/// <param name="Seconds">Median time; null when it could not run.</param>
/// <param name="Values">The numbers to compare.</param>
internal sealed record ComparisonFigure(string Key, double? Seconds, IReadOnlyList<double> Values)
{
    /// <summary>Why there is no time.</summary>
    public string Absent { get; init; } = "";

    public string Work { get; init; } = "";

    public string Size { get; init; } = "";

    public double Target { get; init; }

    public double Tolerance { get; init; }

    public int Patients { get; init; }
}
