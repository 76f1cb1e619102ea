using HccRisk.Core.Printing;

namespace HccRisk.Survival.CoxNet;

/// <summary>The path of an elastic-net Cox model with its cross-validated deviance.</summary>
public sealed record CoxNetResult
{
    /// <summary>The path fitted to all rows.</summary>
    public required CoxNetPath Path { get; init; }

    /// <summary>
    /// Cross-validated deviance per event at each penalty (Verweij and van Houwelingen, Stat Med 1993): for each fold the deviance of all rows
    /// less that of the training rows, at the coefficients of the training rows, over the (weighted) events of the fold. Lower = better.
    /// </summary>
    public required IReadOnlyList<double> Deviance { get; init; }

    /// <summary>Standard error of each deviance over the folds.</summary>
    public required IReadOnlyList<double> StandardError { get; init; }

    /// <summary>Index of the greatest penalty with the least deviance: the one to predict with.</summary>
    public required int Minimum { get; init; }

    /// <summary>
    /// Index of the greatest penalty whose deviance is within one standard error of the least: fewer columns, for choosing among them. With
    /// few events it often leaves none.
    /// </summary>
    public required int OneStandardError { get; init; }

    /// <summary>Whether <see cref="Minimum"/> lies at an end of the path, so that the best may lie beyond it.</summary>
    public bool AtBoundary => Minimum == 0 || Minimum == Deviance.Count - 1;

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            Path.ToString(),
            Chosen("smallest cross-validated deviance", Minimum),
            Chosen("within one standard error of it", OneStandardError),
            AtBoundary ? "The smallest deviance is at the end of the path." : null,
        ]);

    private string Chosen(string rule, int at) => FormattableString.Invariant(
        $"{rule}: penalty {Printed.Number(Path.Lambdas[at])}, {Path.Coefficients[at].Count(b => b != 0)} features, deviance {Printed.Number(Deviance[at])}");
}
