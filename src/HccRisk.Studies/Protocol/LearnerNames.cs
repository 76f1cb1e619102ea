namespace HccRisk.Studies.Protocol;

/// <summary>The learners a study may name; what each is made of stands in the model pipeline.</summary>
public static class LearnerNames
{
    /// <summary>
    /// Mean of three ridge Cox models, whose image features are winsorised, freed of tumour size, and normal scores: ten features of each image modality, all columns
    /// alike, a fixed penalty of twice the number of events. The default: of the candidates that were measured it has the best worst case.
    /// </summary>
    public const string AllEnsemble = "all_ens";

    /// <summary>The same with a penalty of once the number of events, and four times that on clinical columns that were not prespecified.</summary>
    public const string GradedEnsemble = "gr_ens";

    /// <summary>A ridge-penalised Cox model; the penalty is chosen by inner cross-validation.</summary>
    public const string Ridge = "ridge";

    /// <summary>A Cox model with the lasso penalty; the penalty is chosen by inner cross-validation.</summary>
    public const string CoxNet = "coxnet";

    /// <summary>A Cox model grown by likelihood boosting; the number of steps is chosen by inner cross-validation.</summary>
    public const string CoxBoost = "coxboost";

    /// <summary>A survival forest of 1,000 trees. It takes no penalties and no published score.</summary>
    public const string Forest = "forest";

    /// <summary>Those that can be used.</summary>
    public static IReadOnlyList<string> Known { get; } = [AllEnsemble, GradedEnsemble, Ridge, CoxNet, CoxBoost, Forest];

    /// <summary>Names kept for learners that are not there yet.</summary>
    public static IReadOnlyList<string> Reserved { get; } = ["boosted"];
}
