namespace HccRisk.Imaging;

/// <summary>Something odd about a series or a mask that did not prevent reading it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Message">Where, with the values found.</param>
public sealed record SeriesFinding(SeriesFindingKind Kind, string Message);
