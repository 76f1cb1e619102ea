using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.CoxBoost;

/// <summary>
/// How <see cref="CoxBoostTrainer"/> learns, and which columns it reads and writes. Case weights go with every form but Fine-Gray's; entry times and
/// strata are refused: the method has none.
/// </summary>
public sealed record CoxBoostTrainerOptions : SurvivalTrainerOptions
{
    /// <summary>
    /// Steps, penalty, criterion and folds. Rows of one <see cref="SurvivalTrainerOptions.GroupColumn"/> stay in one fold. Its columns are named in
    /// <see cref="Mandatory"/> and <see cref="Penalties"/>.
    /// </summary>
    public CoxBoostOptions Boost { get; init; } = new() { Seed = 1 };

    /// <summary>What is modelled where causes compete. Default <see cref="CoxBoostForm.Hazard"/>.</summary>
    public CoxBoostForm Form { get; init; }

    /// <summary>Number of steps, 0 or more; null (the default) chooses it by cross-validation, up to <see cref="CoxBoostOptions.MaxSteps"/>.</summary>
    public int? Steps { get; init; }

    /// <summary>
    /// Features that are always in the model, without a penalty: names of slots, or what they start with ("Clinical."). Default none. A penalty group
    /// with a factor of 0 says the same.
    /// </summary>
    public IReadOnlyList<string> Mandatory { get; init; } = [];

    /// <summary>
    /// Multiple of the penalty of each modality, given or chosen by cross-validation; coefficients to start from and given ones. Default null: all
    /// features alike.
    /// </summary>
    public ColumnPenalties? Penalties { get; init; }

    /// <inheritdoc/>
    protected override OptionalColumns Known => OptionalColumns.Weight;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults().Concat(Boost.Faults()).Concat(Penalties?.Faults() ?? []))
        {
            yield return fault;
        }

        (bool IsWrong, FormattableString Fault)[] checks =
        [
            (!Enum.IsDefined(Form), $"Form is {(int)Form}, which is no known form."),
            (Cause == 0 && Form != CoxBoostForm.Hazard, $"Cause is 0 (any) and Form is {Form}, which needs a cause that others compete with: name one, or use Form Hazard."),
            (Form == CoxBoostForm.FineGray && WeightColumn is not null, $"WeightColumn is '{WeightColumn}', which the Fine-Gray form makes no use of: leave it out."),
            (Steps < 0, $"Steps is {Steps}; it must be 0 or more."),
            (Steps is not null && Boost.SearchPenalty, $"Steps is given and Boost.SearchPenalty is set, which chooses them by cross-validation: give one of them."),
            (Steps is not null && Penalties?.HasChoices == true, $"Steps is given and a penalty group has Choices, which need cross-validation: give its Factor."),
            (Boost.Mandatory.Count > 0, $"Boost.Mandatory is set: name the features in Mandatory."),
            (Boost.PenaltyFactors.Count > 0, $"Boost.PenaltyFactors is set: name the features in Penalties."),
            (Mandatory.Any(string.IsNullOrEmpty), $"Mandatory has an empty name."),
        ];
        foreach (var (_, fault) in checks.Where(c => c.IsWrong))
        {
            yield return FormattableString.Invariant(fault);
        }
    }
}
