using HccRisk.Cohorts;
using HccRisk.Studies.Protocol;
using HccRisk.Survival.Data;
using HccRisk.Survival.Validation;

namespace HccRisk.Studies.Running;

/// <summary>The full set of figures of a model on the patients of a cohort: as an external validation of its predictions there.</summary>
internal sealed class CohortValidator(StudyProtocol protocol, CohortSchema schema, Func<string, bool> hasColumn, CancellationToken cancellationToken)
{
    /// <summary>Risks in the decision curves go from 1 to 50 per cent.</summary>
    public static readonly double[] Thresholds = [.. Enumerable.Range(1, 50).Select(i => i / 100.0)];

    private readonly SubgroupRule[] _subgroups =
    [
        .. (protocol.Subgroups ?? SubgroupRule.Usual)
            .Select(text => SubgroupRule.Parse(text)!)
            .Where(rule => schema.Columns.Any(c => c.Name == rule.Column) && hasColumn(rule.Column)),
    ];

    /// <summary>Validates predictions; null where nobody had the event of interest, or no horizon is left: the metrics say so.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="judged">Patients, scores, risks and horizons.</param>
    /// <param name="bySite">Whether the patients are of several sites that are to be told apart.</param>
    public ValidationResult? Of(string model, Judged judged, bool bySite)
    {
        var outcome = Pairing.OutcomeOf(judged.Patients);
        if (judged.Horizons.Count == 0 || judged.Patients.Count < 2 || outcome.EventCount(protocol.Cause) == 0)
        {
            return null;
        }

        try
        {
            return ExternalValidation.Run(
                new ValidationInput
                {
                    Outcome = outcome,
                    Predictions = [new Prediction(model) { Risks = judged.JudgedRisks, Score = judged.Scores, OrderedByScore = true }],
                    Patients = [.. judged.Patients.Select(p => p.Id)],
                    Site = bySite ? new PatientColumn("site", [.. judged.Patients.Select(p => p.Site)]) : null,
                    Subgroups = [.. _subgroups.Select(rule => new PatientColumn(rule.Text, [.. judged.Patients.Select(p => rule.LevelOf(p, schema[rule.Column]))]))],
                },
                new ValidationOptions
                {
                    Cause = protocol.Cause,
                    Competing = [.. outcome.Causes.Where(c => c != protocol.Cause)],
                    Horizons = judged.Horizons,
                    MainHorizon = judged.Horizons.Contains(protocol.Horizon) ? protocol.Horizon : null,
                    Unit = schema.Endpoint?.TimeUnit,
                    Thresholds = Thresholds,
                    Controls = protocol.AucControls,
                    Seed = protocol.Seed,
                    CancellationToken = cancellationToken,
                });
        }
        catch (NoEventsException)
        {
            return null;
        }
    }
}
