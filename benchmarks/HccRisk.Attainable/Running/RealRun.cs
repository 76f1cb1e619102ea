using HccRisk.Attainable.Candidates;
using HccRisk.Attainable.Data;
using HccRisk.Attainable.Measures;
using HccRisk.Cohorts;
using HccRisk.Core.Columns;
using HccRisk.Core.Learning;
using HccRisk.Oracles;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.CrossValidation;
using Microsoft.ML;

namespace HccRisk.Attainable.Running;

/// <summary>The candidates on 227 real patients, by repeated cross-validation.</summary>
internal static class RealRun
{
    /// <summary>The candidates that the cohort has the columns for; null where its file is not at hand.</summary>
    public static RealResult? Run(int repeats, Action<int, int> progress, CancellationToken cancellationToken)
    {
        if (repeats == 0 || SharedData.TryPath("data", "survival", "hcc_hepatoCellular_asaur.csv") is not { } file)
        {
            return null;
        }

        var cohort = Cohort.Load(file, Schema());
        var rows = new List<RealRow>();
        foreach (var candidate in CandidateList.Compared)
        {
            rows.Add(new RealRow(
                candidate.Name, Measure(cohort, candidate, Availability.Pre, repeats, cancellationToken),
                Measure(cohort, candidate, Availability.Post, repeats, cancellationToken)));
            progress(rows.Count, CandidateList.Compared.Count);
        }

        return new RealResult(cohort.Count, cohort.Patients.Count(p => p.Outcome!.Value.Event == 1), repeats, rows);
    }

    private static (double C, double Auc) Measure(Cohort cohort, Candidate candidate, Availability availability, int repeats, CancellationToken cancellationToken)
    {
        var ml = new MLContext(seed: 1);
        var clinical = Clinical(cohort, availability);
        var none = new FeatureBlock(["none"], [.. cohort.Patients.Select(_ => new float[1])]);
        var outcomes = cohort.Patients.Select(p => p.Outcome!.Value).ToArray();
        var data = RowData.View(clinical, none, none, [.. Enumerable.Range(0, cohort.Count)], [.. outcomes.Select(o => (float)o.Time)], [.. outcomes.Select(o => (float)o.Event)]);
        var pipeline = candidate.Build(ml, new CandidateInputs([], clinical.Named.Names, 1));
        var options = new CrossValidationOptions { Folds = 5, Repeats = repeats, Horizons = [KnownRisk.Horizon], CancellationToken = cancellationToken };
        var result = ml.Survival.CrossValidate(data, pipeline, options);
        return (result.Repeats.Average(r => r.Harrell.Value!.Value), result.Repeats.Average(r => r.Auc[0].Auc.Value!.Value));
    }

    private static ClinicalSet Clinical(Cohort cohort, Availability availability)
    {
        var data = new MLContext(seed: 1).Data.LoadCohort(cohort, availability);
        var (values, count, columns) = DataViewReader.ReadMatrix(data, "Clinical");
        return new ClinicalSet(
            new FeatureBlock(
                SlotNames.Read(data.Schema["Clinical"]), [.. Enumerable.Range(0, count).Select(i => Array.ConvertAll(values.AsSpan(i * columns, columns).ToArray(), v => (float)v))]),
            [],
            new float[count],
            new float[count]); // The cohort lacks what ERASL reads: no offset.
    }

    private static CohortSchema Schema() => new()
    {
        Name = "hepatoCellular",
        Columns =
        [
            new("patient_id", ColumnKind.Id) { Header = "Number" },
            new("age", ColumnKind.Numeric) { Header = "Age", Unit = "years", Minimum = 5, Maximum = 100 },
            new("male", ColumnKind.Binary) { Header = "Gender" },
            new("hbv", ColumnKind.Binary) { Header = "HBsAg" },
            new("cirrhosis", ColumnKind.Binary),
            TwoLevels("alt_high", "ALT"),
            TwoLevels("afp_high", "AFP"),
            TwoLevels("large", "Tumorsize"),
            TwoLevels("multiple", "Tumormultiplicity"),
            TwoLevels("differentiation", "Tumordifferentiation") with { Availability = Availability.Post },
            new("vascular", ColumnKind.Binary) { Header = "Vascularinvasion", Availability = Availability.Post },
            new("capsule", ColumnKind.Binary) { Header = "Capsulation", Availability = Availability.Post },
        ],
        Endpoint = new RecordedEndpoint { TimeColumn = "RFS", EventColumn = "Recurrence", Event = "recurrence" },
    };

    private static CohortColumn TwoLevels(string name, string header) => new(name, ColumnKind.Binary) { Header = header, Categories = ["1", "2"] };
}
