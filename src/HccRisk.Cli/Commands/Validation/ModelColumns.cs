namespace HccRisk.Cli.Commands.Validation;

/// <summary>The columns of one model.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Columns">Its columns.</param>
internal sealed record ModelColumns(string Name, IReadOnlyList<PredictionColumn> Columns);
