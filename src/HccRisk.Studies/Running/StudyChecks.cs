using HccRisk.Cohorts;
using HccRisk.Cohorts.Privacy;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;
using HccRisk.Features.Clinical;
using HccRisk.Studies.Data;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;

namespace HccRisk.Studies.Running;

/// <summary>Whether a cohort can answer the question of a study: what can be known before images are read is checked before.</summary>
internal sealed class StudyChecks(StudyProtocol protocol, StudySites sites)
{
    private const int FewEventsLimit = 20;
    private const int FewestToChoose = 10;

    /// <summary>Makes every check, and tells all that is wrong at once.</summary>
    /// <exception cref="StudyProtocolException">One of them failed, or several.</exception>
    public static void RequireAll(params IEnumerable<Action> checks)
    {
        var faults = new List<StudyProtocolException>();
        foreach (var check in checks)
        {
            try
            {
                check();
            }
            catch (StudyProtocolException e)
            {
                faults.Add(e);
            }
        }

        if (faults.Count > 0)
        {
            throw faults.Count == 1 ? faults[0] : new StudyProtocolException(string.Join(" ", faults.Select(f => f.Message)), faults[0]);
        }
    }

    /// <summary>Enough events for the folds, and follow-up up to the horizon.</summary>
    /// <param name="cohort">The patients.</param>
    /// <param name="model">The model whose patients they are; null for those of the study.</param>
    public void RequireEvents(Cohort cohort, string? model = null)
    {
        var development = Development(cohort);
        var events = development.Count(p => p.Outcome?.Event == protocol.Cause);
        if (events < 2 * protocol.Folds)
        {
            throw new StudyProtocolException(FormattableString.Invariant(
                $"{(model is null ? "" : $"Model {model}: ")}The development sites ({sites.DevelopmentNames}) have {events} events of cause {protocol.Cause} among {development.Count} patients; {protocol.Folds}-fold cross-validation needs at least {2 * protocol.Folds}: {(protocol.Synthetic ? "make more patients (--development), or lower 'folds'" : "lower 'folds', or check 'cause' and 'developmentSites'")}."));
        }

        if (events < FewestToChoose && protocol.Models.FirstOrDefault(m => (model is null || m.Name == model) && protocol.ModelingOf(m).Candidates is not null) is { } chooses)
        {
            throw new StudyProtocolException(FormattableString.Invariant(
                $"Model {chooses.Name} chooses among learners ('candidates'), and {events} events of {development.Count} development patients are too few to choose by ({FewestToChoose} are needed): name one 'learner'."));
        }

        var last = development.Max(p => p.Outcome!.Value.Time);
        if (protocol.Horizon > last)
        {
            var unit = cohort.Schema.Endpoint?.TimeUnit;
            string[] longer = [.. OtherUnits(cohort).Where(u => u.Factor > 1 && protocol.Horizon <= last * u.Factor).Select(u => u.Unit)];
            var hint = longer.Length == 0 ? "" : $" If the times of the file are in {string.Join(" or ", longer)}, the schema must scale them or name their unit.";
            throw new StudyProtocolException(FormattableString.Invariant(
                $"The horizon {protocol.Horizon} lies after the last follow-up of the development patients ({last} {unit}): no risk can be predicted there; choose an earlier 'horizon'.{hint}"));
        }

        var first = development.Where(p => p.Outcome?.Event == protocol.Cause).Min(p => p.Outcome!.Value.Time);
        if (protocol.Horizon < first)
        {
            var unit = cohort.Schema.Endpoint?.TimeUnit;
            throw new StudyProtocolException(FormattableString.Invariant(
                $"The horizon {protocol.Horizon} lies before the first event of the development patients ({first} {unit}): no risk can be predicted there; write 'horizon' and 'horizons' in {unit}."));
        }
    }

    /// <summary>Every model has something to read.</summary>
    public void RequireInputs(Cohort cohort, FeatureSetup setup)
    {
        foreach (var model in protocol.Models)
        {
            bool Reads(string modality) => model.Modalities.Contains(modality, StringComparer.Ordinal);

            var images = (Reads(ModelSpecification.Radiomics) && setup.Series.Count > 0) || (Reads(ModelSpecification.Pathomics) && setup.Slides);
            var columns = ModelData.ClinicalColumns(cohort, model, protocol.ModelingOf(model));
            if (!images && columns.Count == 0)
            {
                throw new StudyProtocolException(
                    $"Model {model.Name} has nothing to read ({string.Join(", ", model.Modalities)}): list its images or slides in 'manifest', or change its 'modalities' in 'models'.");
            }

            var development = Development(cohort);
            if (!images && !columns.Any(c => Varies(development.Select(p => p[c]))))
            {
                throw new StudyProtocolException(FormattableString.Invariant(
                    $"No clinical column of model {model.Name} varies among the {development.Count} development patients: there is nothing to learn; change its 'modalities' in 'models'."));
            }
        }
    }

    /// <summary>Names of columns and scores that the protocol gives are those of the schema and the file.</summary>
    public void RequireNames(Cohort cohort)
    {
        string[] features = [.. cohort.Schema.Columns.Where(ModelData.IsFeature).Select(c => c.Name)];
        string[] scores = [.. ClinicalScores.All.Select(s => s.Name)];
        var faults = new List<string>();
        var all = protocol.Models.Select((m, i) => (At: FormattableString.Invariant($"models[{i}].modeling"), Options: m.Modeling)).Prepend((At: "modeling", Options: protocol.Modeling));
        foreach (var (at, options) in all.Where(o => o.Options is not null))
        {
            faults.AddRange(Unknown($"{at}.clinicalColumns", options!.ClinicalColumns, features));
            faults.AddRange(Unknown($"{at}.prespecified", options.Prespecified, features));
            faults.AddRange(Unknown($"{at}.derivedScores", options.DerivedScores, scores));
            faults.AddRange(Unknown($"{at}.publishedScore", options.PublishedScore is { } score ? [score] : [], [.. scores, .. features]));
            faults.AddRange(Unknown($"{at}.harmonisationCovariates", options.HarmonisationCovariates, features));
            faults.AddRange(Unknown($"{at}.harmonisationReference", options.HarmonisationReference is { } reference ? [reference] : [], sites.Development));
            faults.AddRange(Unknown($"{at}.sizeColumn", options.SizeColumn is { } size ? [size] : [], features));
            faults.AddRange((options.DerivedScores ?? []).Where(scores.Contains).Select(s => ClinicalScores.Obstacle(ClinicalScores.Find(s), cohort)).OfType<string>()
                .Select(obstacle => $"'{at}.derivedScores': {obstacle}"));
        }

        foreach (var model in protocol.Models.Where(m => protocol.ModelingOf(m).Uses(LearnerNames.GradedEnsemble)))
        {
            if ((protocol.ModelingOf(model).Prespecified ?? [.. cohort.Schema.Columns.Where(c => c.Prespecified).Select(c => c.Name)]).Count == 0)
            {
                faults.Add($"model {model.Name}: learner '{LearnerNames.GradedEnsemble}' needs 'modeling.prespecified', or columns of the schema with 'prespecified'");
            }
        }

        foreach (var (index, rule) in (protocol.Subgroups ?? []).Select(SubgroupRule.Parse).Index())
        {
            var at = FormattableString.Invariant($"subgroups[{index}]");
            faults.AddRange(Unknown(at, [rule!.Column], features));
            if (features.Contains(rule.Column) && !cohort.Has(rule.Column))
            {
                faults.Add($"'{at}': the clinical file has no column '{rule.Column}'");
            }

            if (rule.Operator is not null && features.Contains(rule.Column) && cohort.Schema[rule.Column].Kind != ColumnKind.Numeric)
            {
                faults.Add($"'{at}' cuts '{rule.Column}', which is no number: write '{rule.Column}' alone for a group a value");
            }
        }

        faults.AddRange(protocol.Models.SelectMany(m => HarmonisationFaults(cohort, m)));
        if (faults.Count > 0)
        {
            throw new StudyProtocolException(string.Join("; ", faults) + ".");
        }
    }

    /// <summary>Whether the sites of a model can be harmonised, and those that judge it too.</summary>
    private IEnumerable<string> HarmonisationFaults(Cohort cohort, ModelSpecification model)
    {
        var options = protocol.ModelingOf(model);
        if (options.Harmonisation is null or Harmonisation.None || !model.Modalities.Any(ModelingOptions.IsImage))
        {
            yield break;
        }

        var columns = ModelData.ClinicalColumns(cohort, model, options);
        foreach (var column in (options.HarmonisationCovariates ?? []).Where(c => !columns.Contains(c, StringComparer.Ordinal)))
        {
            yield return $"model {model.Name}: 'harmonisationCovariates' names '{column}', which is none of its clinical inputs{NearestNames.Hint(column, columns)}";
        }

        if (sites.Development.Count == 1 && options.HarmonisationReference is null)
        {
            yield return $"model {model.Name}: 'harmonisation' has one development site, {sites.DevelopmentNames}: leave it out, or name that site as 'harmonisationReference'";
        }

        int CountOf(string site) => cohort.Patients.Count(p => string.Equals(p.Site, site, StringComparison.Ordinal));

        foreach (var site in sites.Development.Where(s => CountOf(s) < 2 * protocol.Folds))
        {
            yield return FormattableString.Invariant(
                $"model {model.Name}: development site '{site}' has {CountOf(site)} patients; 'harmonisation' inside {protocol.Folds} folds needs at least {2 * protocol.Folds}: exclude the site, or lower 'folds'");
        }

        foreach (var site in sites.External)
        {
            if (options.UnseenSites != UnseenSites.Adapt)
            {
                yield return $"model {model.Name}: 'harmonisation' is not fitted on external site '{site}' and refuses its patients; with 'unseenSites': 'adapt' location and scale there come from its own features, without outcomes";
            }
            else if (CountOf(site) < SiteAdaptation.MinCases)
            {
                yield return FormattableString.Invariant($"model {model.Name}: external site '{site}' has {CountOf(site)} patients; 'unseenSites': 'adapt' needs at least {SiteAdaptation.MinCases}");
            }
        }
    }

    private static IEnumerable<string> Unknown(string at, IReadOnlyList<string>? names, IReadOnlyList<string> known) =>
        (names ?? []).Where(n => !known.Contains(n, StringComparer.Ordinal)).Select(n => $"'{at}' names '{n}', which is not known{NearestNames.Hint(n, known)}");

    /// <summary>Every modality of images says something about the development patients.</summary>
    public void RequireVariation(FeatureTables features)
    {
        var development = Development(features.Cohort);
        foreach (var table in features.Tables.Where(t => t.Modality != ModelSpecification.Clinical))
        {
            int[] rows = [.. development.Select(p => table.IndexOf(p.Id)).Where(r => r >= 0)];
            if (rows.Length == 0)
            {
                var without = features.Absent[table.Modality].Where(e => development.Exists(p => p.Id == e.PatientId));
                throw new StudyProtocolException(
                    $"No development patient has {table.Modality} features: {FilePlaces.HidePaths(ExclusionCounts.Text(without))}. Mend that, or take '{table.Modality}' out of 'models'.");
            }

            if (!Enumerable.Range(0, table.Columns.Count).Any(j => Varies(rows.Select(r => table.Row(r)[j]))))
            {
                throw new StudyProtocolException(FormattableString.Invariant(
                    $"No {table.Modality} feature varies among the {rows.Length} development patients: check that their files differ, or take '{table.Modality}' out of 'models'."));
            }
        }
    }

    /// <summary>What a reader must know of external sites with few events.</summary>
    public IEnumerable<string> FewEvents(Cohort cohort)
    {
        foreach (var site in sites.External)
        {
            var patients = cohort.Patients.Where(p => string.Equals(p.Site, site, StringComparison.Ordinal)).ToList();
            var before = patients.Count(p => p.Outcome is { } o && o.Event == protocol.Cause && o.Time <= protocol.Horizon);
            if (before == 0)
            {
                yield return FormattableString.Invariant(
                    $"External site {site} has no event of interest among {patients.Count} patients by {protocol.Horizon} {cohort.Schema.Endpoint?.TimeUnit}: discrimination at that horizon cannot be estimated there.");
            }
            else if (before < FewEventsLimit)
            {
                yield return FormattableString.Invariant(
                    $"External site {site} has {before} events of interest by {protocol.Horizon} {cohort.Schema.Endpoint?.TimeUnit}: intervals there are wide, and differences between models cannot be told apart.");
            }
        }
    }

    /// <summary>Units that times are taken for by mistake, with the factors that turn them into the endpoint's.</summary>
    private static IEnumerable<(string Unit, double Factor)> OtherUnits(Cohort cohort) =>
        (cohort.Schema.Endpoint?.Columns ?? []).Where(c => c.Unit == cohort.Schema.Endpoint!.TimeUnit).SelectMany(c => c.OtherUnits.Select(u => (u.Key, u.Value))).Distinct();

    private List<Patient> Development(Cohort cohort) => [.. cohort.Patients.Where(p => !sites.IsExternal(p.Site))];

    private static bool Varies(IEnumerable<double> values) => values.Where(double.IsFinite).Distinct().Skip(1).Any();
}
