using HccRisk.Survival.Boosting;
using HccRisk.Survival.Data;

namespace HccRisk.Mil.Losses;

/// <summary>Minus the partial likelihood with Efron's ties.</summary>
internal sealed class CoxLoss(SurvivalOutcome outcome) : BagLoss
{
    private readonly CoxObjective _objective = new(outcome);
    private readonly double[] _hessian = new double[outcome.Count];

    /// <inheritdoc/>
    public override int Outputs => 1;

    /// <inheritdoc/>
    public override int Events { get; } = outcome.EventCount();

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> outputs, Span<double> gradient) => -_objective.Differentiate(outputs, gradient, _hessian);
}
