using HccRisk.Cohorts;
using HccRisk.Core.Learning;
using HccRisk.Studies.Data;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Studies.Running;

/// <summary>Judges comparators by the measures of the models, and pairs the models with them.</summary>
internal sealed class ComparatorRunner(
    MLContext ml, StudyProtocol protocol, StudySites sites, EndpointReview review, Cohort study, IProgress<StudyProgress>? progress, CancellationToken cancellationToken)
{
    /// <summary>Judges each of them, in their order.</summary>
    public IReadOnlyList<ComparatorResult> Run(IReadOnlyList<ComparatorValues> comparators, IReadOnlyList<ModelRun> models)
    {
        var results = new List<ComparatorResult>();
        foreach (var comparator in comparators)
        {
            progress?.Report(new StudyProgress("comparators", results.Count, comparators.Count));
            results.Add(Run(comparator, models));
        }

        if (results.Count > 0)
        {
            progress?.Report(new StudyProgress("comparators", results.Count, results.Count));
        }

        return results;
    }

    private ComparatorResult Run(ComparatorValues comparator, IReadOnlyList<ModelRun> models)
    {
        var evaluation = StudyRunner.Evaluation(protocol, null, cancellationToken) with { AucCurvePoints = 0 };
        var judged = Judge(comparator);
        return new ComparatorResult(
            comparator.Name,
            comparator.Description,
            comparator.Availability,
            study.Count - judged.Sum(j => j.Patients.Count),
            [
                .. judged.Select(j => new CohortEvaluation(
                    j.Cohort, SurvivalEvaluator.Evaluate(Pairing.OutcomeOf(j.Patients), j.Scores, j.JudgedRisks, evaluation with { Horizons = j.Horizons }))),
            ],
            [.. models.SelectMany(m => Pairing.Of(protocol, m.Result.Name, m.Judged, comparator.Name, judged))]);
    }

    /// <summary>Each cohort with patients who have a value.</summary>
    private List<Judged> Judge(ComparatorValues comparator)
    {
        var own = new List<(string Cohort, Patient[] Patients, IReadOnlyList<double> Horizons)>
        {
            ($"{sites.DevelopmentNames}, cross-validated", Having(comparator, p => !sites.IsExternal(p.Site)), protocol.Horizons),
        };
        own.AddRange(sites.External.Select(site => ($"{site}, external", Having(comparator, p => string.Equals(p.Site, site, StringComparison.Ordinal)), review.HorizonsAt(site, protocol.Horizons))));
        own = [.. own.Where(o => o.Patients.Length > 1)];
        List<IReadOnlyList<HorizonRisk>> risks = comparator.Risks is { } given
            ? [.. own.Select(o => (IReadOnlyList<HorizonRisk>)[new HorizonRisk(protocol.Horizon, [.. o.Patients.Select(p => given.GetValueOrDefault(p.Id, double.NaN))])])]
            : Learned(comparator, [.. own.Select(o => (o.Cohort, o.Patients))]);
        return [.. own.Select((o, i) => new Judged(o.Cohort, o.Patients, [.. o.Patients.Select(p => comparator.Scores[p.Id])], Complete(risks[i]), o.Horizons))];
    }

    private Patient[] Having(ComparatorValues comparator, Func<Patient, bool> which) =>
        [.. study.Patients.Where(p => which(p) && comparator.Scores.ContainsKey(p.Id))];

    /// <summary>Risks at horizons that everybody has.</summary>
    private static IReadOnlyList<HorizonRisk> Complete(IReadOnlyList<HorizonRisk> risks) => [.. risks.Where(r => r.Risk.All(double.IsFinite))];

    /// <summary>Risks of a Cox model of the score alone: of development patients by the folds that never saw them, of the others by the frozen model.</summary>
    private List<IReadOnlyList<HorizonRisk>> Learned(ComparatorValues comparator, List<(string Cohort, Patient[] Patients)> cohorts)
    {
        var none = cohorts.Select(_ => (IReadOnlyList<HorizonRisk>)[]).ToList();
        if (cohorts.Count == 0 || !cohorts[0].Cohort.EndsWith("cross-validated", StringComparison.Ordinal))
        {
            return none;
        }

        try
        {
            var development = Rows(comparator, cohorts[0].Patients);
            var trainer = ModelPipeline.OfOneScore(ml, protocol.Cause, protocol.Horizons);
            var validated = ml.Survival.CrossValidate(development, trainer, StudyRunner.CrossValidation(protocol, cancellationToken));
            var model = trainer.Fit(development);
            return
            [
                validated.Risks,
                .. cohorts.Skip(1).Select(c => RiskColumns.Read(model.Transform(Rows(comparator, c.Patients)), "CumulativeIncidence", protocol.Horizons)),
            ];
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or NoEventsException)
        {
            // Too few patients have it, or it does not vary: it is judged as a score alone.
            return none;
        }
    }

    private IDataView Rows(ComparatorValues comparator, IReadOnlyList<Patient> patients)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.Features)], [comparator.Name]);
        return ml.Data.LoadFromEnumerable(
            patients.Select(p => new Row
            {
                PatientId = p.Id,
                Time = (float)p.Outcome!.Value.Time,
                Event = p.Outcome!.Value.Event,
                Features = [(float)comparator.Scores[p.Id]],
            }).ToList(),
            schema);
    }

    private sealed class Row
    {
        public string PatientId { get; set; } = "";

        public float Time { get; set; }

        public float Event { get; set; }

        public float[] Features { get; set; } = [];
    }
}
