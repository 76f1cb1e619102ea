using System.Globalization;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.CoxNet;

/// <summary>How <see cref="CoxNetTrainer"/> learns, and which columns it reads and writes.</summary>
public sealed record CoxNetTrainerOptions : SurvivalTrainerOptions
{
    /// <summary>
    /// Penalty, path and folds. Rows of one <see cref="SurvivalTrainerOptions.GroupColumn"/> stay in one fold. Its factors a column are those of
    /// <see cref="Penalties"/>.
    /// </summary>
    public CoxNetOptions Net { get; init; } = new() { Seed = 1 };

    /// <summary>Which penalty of the cross-validated path is taken. Default <see cref="CoxNetChoice.Minimum"/>.</summary>
    public CoxNetChoice Choice { get; init; }

    /// <summary>The penalty itself, 0 or greater; null (the default) chooses it by cross-validation.</summary>
    public double? Lambda { get; init; }

    /// <summary>
    /// Fixed rule: the penalty on the plain sum of the log-likelihood is this many times the number of events, and a factor of a column
    /// multiplies it unscaled. Null (the default) for none.
    /// </summary>
    public double? LambdaPerEvent { get; init; }

    /// <summary>Penalty of each modality, given or chosen by cross-validation; prior means and given coefficients. Default null: all features alike.</summary>
    public ColumnPenalties? Penalties { get; init; }

    /// <inheritdoc/>
    protected override OptionalColumns Known => OptionalColumns.Entry | OptionalColumns.Weight | OptionalColumns.Strata;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults().Concat(Net.Faults()).Concat(Penalties?.Faults() ?? []))
        {
            yield return fault;
        }

        foreach (var (name, value) in new[] { (nameof(Lambda), Lambda), (nameof(LambdaPerEvent), LambdaPerEvent) })
        {
            if (value is { } given && (!(given >= 0) || !double.IsFinite(given)))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{name} is {given}; it must be finite and 0 or greater.");
            }
        }

        if (!Enum.IsDefined(Choice))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Choice is {(int)Choice}, which is no known choice.");
        }

        if (Lambda is not null && LambdaPerEvent is not null)
        {
            yield return "Lambda and LambdaPerEvent are both set: give one of them.";
        }

        if ((Lambda ?? LambdaPerEvent) is not null && Penalties?.HasChoices == true)
        {
            yield return "The penalty is given and a penalty group has Choices, which need cross-validation: give its Factor.";
        }

        if (Net.PenaltyFactors.Count > 0)
        {
            yield return "Net.PenaltyFactors is set: name the features in Penalties.";
        }
    }
}
