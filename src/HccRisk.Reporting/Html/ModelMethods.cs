using HccRisk.Cohorts;
using HccRisk.Plots;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Html;

/// <summary>How one model was made, in words, from its options with every default in place.</summary>
internal static class ModelMethods
{
    public static IEnumerable<string> Of(StudyResult result, ModelResult model)
    {
        var specification = result.Protocol?.Models.FirstOrDefault(m => m.Name == model.Name);
        yield return $"Model {model.Name}: {ModelSection.Sentence(model.Description)}";
        if (specification is not null)
        {
            yield return specification.Availability == Availability.Pre
                ? "Everything known only after surgery (microvascular invasion, grade, satellite nodules, slides) was barred from it."
                : "It may read everything known by the pathology report.";
        }

        if (model.FeaturesByModality.Count > 0)
        {
            yield return $"It was offered {Join(model.FeaturesByModality.Select(f => $"{Numbers.Count(f.Value)} {f.Key.ToLowerInvariant()} features"))}.";
        }

        if (model.Modeling is { } options)
        {
            foreach (var sentence in Columns(options).Concat(Fusion(model, options)).Concat(Preparation(model, options)).Concat(Learner(options)))
            {
                yield return sentence;
            }
        }

        yield return model.Penalty is { } penalty
            ? $"In the final fit the penalty is {penalty.Kind}, {Numbers.Significant(penalty.Strength)}, set on development patients."
            : "The final fit has no penalty.";
    }

    /// <summary>Words joined by commas and an "and".</summary>
    public static string Join(IEnumerable<string> parts)
    {
        string[] all = [.. parts];
        return all.Length < 2 ? string.Concat(all) : string.Join(", ", all[..^1]) + " and " + all[^1];
    }

    private static IEnumerable<string> Columns(ModelingOptions options)
    {
        yield return options.ClinicalColumns is { } columns
            ? $"Its clinical columns were named beforehand: {string.Join(", ", columns)}."
            : "Its clinical columns are all feature columns of the schema that are known in time; none was chosen by looking at outcomes.";
        if (options.DerivedScores is { Count: > 0 } scores)
        {
            yield return $"These clinical scores stand beside them: {string.Join(", ", scores)}.";
        }

        if (options.PublishedScore is { } published)
        {
            yield return $"The published score {published} enters with the fixed coefficient {Numbers.Plain(options.PublishedWeight ?? 0.5)}.";
        }
    }

    private static IEnumerable<string> Fusion(ModelResult model, ModelingOptions options)
    {
        if (model.Modalities.Count > 1)
        {
            yield return options.Fusion == HccRisk.Studies.Protocol.Fusion.Late
                ? "Modalities come together late: a model of each, joined by a Cox model of their out-of-fold scores."
                : "Modalities come together early: one model of the features of all, after selection within each.";
        }
    }

    private static IEnumerable<string> Preparation(ModelResult model, ModelingOptions options)
    {
        yield return "Clinical columns are standardised; their units, transforms and categories are those of the schema.";
        string[] images = [.. model.Modalities.Where(m => m != ModelSpecification.Clinical)];
        if (images.Length == 0)
        {
            yield break;
        }

        string[] ways = [.. (options.Normalisation ?? []).Select(w => Way(w, options))];
        yield return ways.Length == 1
            ? $"Features of images and slides are {ways[0]}, then standardised."
            : $"Features of images and slides are prepared in {Numbers.Count(ways.Length)} ways, a model is fitted to each, and their scores are averaged: {string.Join("; ", ways)}; each time standardised at the end.";
        yield return options.Selection switch
        {
            Selection.None => "All of them are kept.",
            Selection.Stable => "Those are kept that models of random halves of the training patients choose again and again.",
            _ => $"Within each modality at most {Numbers.Count(options.MaxFeaturesPerModality ?? 0)} are kept: those that go most strongly with the event on their own, without any that is correlated by more than {Numbers.Plain(options.MaxCorrelation ?? 1)} with a stronger one.",
        };
        yield return options.Harmonisation switch
        {
            null or Harmonisation.None => "Sites and scanners were not harmonised.",
            Harmonisation.CombatMeans => "Features of images were harmonised between sites by ComBat, their means alone, fitted on training patients.",
            Harmonisation.CombatNonparametric => "Features of images were harmonised between sites by ComBat with a non-parametric prior, fitted on training patients.",
            _ => "Features of images were harmonised between sites by ComBat, fitted on training patients.",
        };
    }

    private static string Way(Normalisation way, ModelingOptions options) => way switch
    {
        Normalisation.Winsorised => "winsorised at the 1st and 99th percentile",
        Normalisation.SizeResidual => $"winsorised and freed of what follows from the logarithm of the tumour size ({options.SizeColumn})",
        Normalisation.NormalScores => "replaced by normal scores of ranks",
        Normalisation.Robust => "centred at the median and divided by the distance of the quartiles",
        _ => "used as they are",
    };

    private static IEnumerable<string> Learner(ModelingOptions options)
    {
        yield return options.Learner switch
        {
            LearnerNames.CoxNet => "The learner is a Cox model with the lasso penalty.",
            LearnerNames.CoxBoost => "The learner is a Cox model grown by likelihood boosting; the number of steps comes from inner cross-validation.",
            LearnerNames.Forest => "The learner is a survival forest of 1,000 trees.",
            LearnerNames.GradedEnsemble => "The learner is a ridge-penalised Cox model that penalises clinical columns which were not prespecified four times as much as the others.",
            _ => "The learner is a ridge-penalised Cox model.",
        };
        if (options is { Learner: LearnerNames.GradedEnsemble, Prespecified: { } named })
        {
            yield return $"Prespecified were {string.Join(", ", named)}" + (options.PrespecifiedOn is { } date ? FormattableString.Invariant($" (on {date:yyyy-MM-dd}).") : ".");
        }

        if (options.Learner is not (LearnerNames.CoxBoost or LearnerNames.Forest))
        {
            yield return options.PenaltyPerEvent is { } perEvent
                ? $"Its penalty was not tuned: it is {Numbers.Plain(perEvent)} times the number of events, by a rule fixed beforehand."
                : "Its penalty comes from cross-validation inside the training patients.";
        }

        if (options.Competing is { } competing)
        {
            yield return competing == CompetingRisk.Modelled
                ? "Absolute risks take the patient's own hazards of the competing causes: a ridge-penalised Cox model of each of them that has 20 events or more."
                : "Absolute risks take the average hazards of the competing causes.";
        }

        foreach (var (modality, factors) in options.Penalties ?? new Dictionary<string, IReadOnlyList<double>>())
        {
            yield return $"Features of {modality.ToLowerInvariant()} are penalised {string.Join(" or ", factors.Select(Numbers.Plain))} times as much.";
        }
    }
}
