using System.Globalization;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Columns;
using HccRisk.Oracles;

namespace HccRisk.Cohorts.Tests.Tables;

/// <summary>Small cohorts with one MRI file a patient, and a job over them that counts its calls.</summary>
internal static class TestCohorts
{
    public static readonly CohortSchema Schema = new()
    {
        Columns =
        [
            new("patient_id", ColumnKind.Id),
            new("site", ColumnKind.Site) { Required = false },
            new("age", ColumnKind.Numeric) { Unit = "years" },
        ],
    };

    public static Cohort Create(TemporaryFolder folder, int patients)
    {
        var clinical = "patient_id,site,age\n";
        var manifest = "patient_id,kind,name,path\n";
        for (var i = 0; i < patients; i++)
        {
            // Descending, so that the order of the cohort is not the alphabetical one.
            var id = string.Create(CultureInfo.InvariantCulture, $"P{patients - i:D3}");
            clinical += string.Create(CultureInfo.InvariantCulture, $"{id},TJ,{20 + i}\n");
            manifest += $"{id},mri,arterial,img/{id}.nii\n";
            folder.Write($"img/{id}.nii", id);
        }

        return Cohort.Load(folder.Write("clinical.csv", clinical), Schema, folder.Write("manifest.csv", manifest));
    }

    public static readonly FeatureColumn[] Columns = [new("age2", "years^2"), new("glcm.contrast-3", null, "ACUI")];

    public static FeatureJob Job(Action<Patient>? before = null, string options = "bins=32", int parallelism = 1) => new()
    {
        Name = "mri",
        Modality = "Radiomics",
        Availability = Availability.Pre,
        CreatedBy = "test",
        Options = options,
        Columns = Columns,
        MaxParallelism = parallelism,
        Extract = (p, _) =>
        {
            before?.Invoke(p);
            return new FeatureVector(Columns, [p["age"] * p["age"], 1 / p["age"]]);
        },
    };
}
