using HccRisk.Core.Printing;
using HccRisk.Survival.CrossValidation;

namespace HccRisk.Mil.Comparison;

/// <summary>What can be had from the tiles of slides by three models, on the same patients and folds.</summary>
/// <param name="Models">
/// Cross-validation of each, the simplest first: <see cref="MeanPooling"/>, <see cref="Prototypes"/>, <see cref="AttentionMil"/>.
/// </param>
/// <param name="Contrasts">Each model against those before it.</param>
/// <param name="LeftOut">Rows without tiles that could be read, which no model was judged on.</param>
public sealed record SlideModelComparison(
    IReadOnlyList<(string Name, CrossValidationResult Result)> Models, IReadOnlyList<SlideModelContrast> Contrasts, int LeftOut)
{
    /// <summary>The mean tile and a ridge-penalised Cox model.</summary>
    public const string MeanPooling = "mean pooling + ridge";

    /// <summary>The mixture over prototypes and a ridge-penalised Cox model.</summary>
    public const string Prototypes = "prototypes + ridge";

    /// <summary>Attention over tiles, trained on survival.</summary>
    public const string AttentionMil = "attention MIL";

    /// <summary>
    /// The model to take: the simplest that no later one is better than by an interval that excludes 0. A model is named instead only
    /// where it
    /// is better than every one before it in that sense.
    /// </summary>
    public string Winner => Models.Select(m => m.Name).Last(name => Contrasts.Where(c => c.First == name).All(c => c.FirstIsBetter));

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            .. Models.Select(m => $"{m.Name}: C {m.Result.Metrics.Concordance}"),
            .. Contrasts.Select(c => $"{c.First} against {c.Second}: {c.Concordance}"),
            $"to be used: {Winner}",
            LeftOut > 0 ? FormattableString.Invariant($"{LeftOut} patients had no tiles that could be read.") : null,
        ]);
}
