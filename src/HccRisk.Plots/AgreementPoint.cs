namespace HccRisk.Plots;

/// <summary>How well repeats of a feature agree.</summary>
/// <param name="Group">Family of the feature: a row of the plot.</param>
/// <param name="Value">Intraclass correlation, at most 1; NaN when there is none.</param>
/// <param name="Lower">Its lower confidence limit.</param>
public sealed record AgreementPoint(string Group, double Value, double Lower);
