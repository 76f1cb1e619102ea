namespace HccRisk.Cli.Commands.Validation;

/// <summary>A column that a model's predictions are read from.</summary>
/// <param name="Index">Index in the table.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Horizon">The horizon of a risk or survival; null for the others.</param>
/// <param name="Negated">Whether a lower score is more risk.</param>
internal sealed record PredictionColumn(int Index, PredictionKind Kind, double? Horizon, bool Negated = false);
