using HccRisk.Cohorts.Tables;
using HccRisk.Core.Errors;
using HccRisk.Oracles;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Cohorts.Tests.Tables;

public class LoadCohortTests
{
    private static readonly FeatureProvenance Provenance = FeatureProvenance.Of("test", "");

    private static readonly CohortSchema Schema = new()
    {
        Columns =
        [
            new("id", ColumnKind.Id),
            new("site", ColumnKind.Site),
            new("age", ColumnKind.Numeric) { Unit = "years" },
            new("afp", ColumnKind.Numeric) { Minimum = 0.1, Transform = ColumnTransform.Log, Imputable = true },
            new("bclc", ColumnKind.Categorical) { Categories = ["0", "A", "B"], Imputable = true },
            new("mvi", ColumnKind.Binary) { Availability = Availability.Post, Imputable = true },
            new("margin", ColumnKind.Categorical) { Categories = ["R0", "R1"], Role = ColumnRole.Eligibility },
            new("hbv", ColumnKind.Binary) { Required = false },
        ],
        Endpoint = new RecordedEndpoint(),
    };

    [Fact]
    public void LoadCohort_Pre_HasPreoperativeClinicalColumnsAndTables()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(seed: 1);

        var data = ml.Data.LoadCohort(Load(folder), Availability.Pre, Radiomics());

        Assert.Equal(["PatientId", "Site", "Time", "Event", "Clinical", "Radiomics"], data.Schema.Select(c => c.Name));
        Assert.Equal(["age", "log_afp", "bclc_A", "bclc_B"], SlotNames(data, "Clinical"));
        Assert.Equal(["f1", "f2"], SlotNames(data, "Radiomics"));
        Assert.Equal(["B", "A"], data.GetColumn<string>("PatientId"));
        Assert.Equal(["SYSMH", "TJ"], data.GetColumn<string>("Site"));
        Assert.Equal([12.5f, 30f], data.GetColumn<float>("Time"));
        Assert.Equal([2f, 0f], data.GetColumn<float>("Event"));
        var clinical = data.GetColumn<float[]>("Clinical").ToArray();
        Assert.Equal([60, (float)Math.Log(100), 1, 0], clinical[0]);
        Assert.Equal([50, float.NaN, float.NaN, float.NaN], clinical[1]);
        var radiomics = data.GetColumn<float[]>("Radiomics").ToArray();
        Assert.Equal([float.NaN, float.NaN], radiomics[0]); // B has no row
        Assert.Equal([1.5f, 2.5f], radiomics[1]);
        Assert.Equal(2, data.GetRowCount());
        Assert.False(data.CanShuffle);
    }

    [Fact]
    public void LoadCohort_Post_AddsPostoperativeColumnsAndAppendsClinicalTables()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(seed: 1);
        var scores = new FeatureTable("scores", "Clinical", Availability.Pre, [new("albi")], ["A", "B"], [-2.5, -3], Provenance);
        var slides = new FeatureTable("wsi", "Pathomics", Availability.Post, [new("e0")], ["B", "A"], [7, 8], Provenance);

        var data = ml.Data.LoadCohort(Load(folder), Availability.Post, scores, slides);

        Assert.Equal(["age", "log_afp", "bclc_A", "bclc_B", "mvi", "albi"], SlotNames(data, "Clinical"));
        Assert.Equal([60, (float)Math.Log(100), 1, 0, 1, -3], data.GetColumn<float[]>("Clinical").First());
        Assert.Equal([[7f], [8f]], data.GetColumn<float[]>("Pathomics"));
    }

    [Fact]
    public void LoadCohort_PostoperativeUnderPre_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(seed: 1);
        var cohort = Load(folder);
        var slides = new FeatureTable("wsi", "Pathomics", Availability.Post, [new("e0")], ["B", "A"], [7, 8], Provenance);

        var table = Assert.Throws<AvailabilityException>(() => ml.Data.LoadCohort(cohort, Availability.Pre, slides));
        var column = Assert.Throws<AvailabilityException>(
            () => ml.Data.LoadCohort(cohort, Availability.Pre, new CohortDataOptions { ClinicalColumns = ["age", "mvi"] }));

        Assert.Contains("'wsi'", table.Message, StringComparison.Ordinal);
        Assert.Contains("'mvi'", column.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ml.Data.LoadCohort(cohort, Availability.Pre, new CohortDataOptions { ClinicalColumns = ["margin"] }));
        Assert.Throws<ArgumentException>(() => ml.Data.LoadCohort(cohort, Availability.Pre, Radiomics(), Radiomics()));
    }

    [Fact]
    public void LoadCohort_NamedColumns_AreTakenInOrderAndMayBeAbsentWhenAllowed()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(seed: 1);

        var data = ml.Data.LoadCohort(Load(folder), Availability.Post, new CohortDataOptions { ClinicalColumns = ["hbv", "age"], AllowAbsentColumns = true });
        var absent = Assert.Throws<ArgumentException>(() => ml.Data.LoadCohort(Load(folder), Availability.Post, new CohortDataOptions { ClinicalColumns = ["hbv", "age"] }));

        Assert.Contains("no column 'hbv'", absent.Message, StringComparison.Ordinal);
        Assert.Equal(["hbv", "age"], SlotNames(data, "Clinical"));
        Assert.Equal([float.NaN, 60], data.GetColumn<float[]>("Clinical").First());
        Assert.Equal(
            ["PatientId", "Site", "Time", "Event"],
            ml.Data.LoadCohort(Load(folder), Availability.Post, new CohortDataOptions { ClinicalColumns = [] }).Schema.Select(c => c.Name));
    }

    [Fact]
    public void LoadCohort_ThroughBuiltInTransforms_KeepsSlotNamesAndOrder()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadCohort(Load(folder), Availability.Pre, Radiomics());
        var pipeline = ml.Transforms.ReplaceMissingValues("Clinical", replacementMode: Microsoft.ML.Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean)
            .Append(ml.Transforms.ReplaceMissingValues("Radiomics", replacementMode: Microsoft.ML.Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean))
            .Append(ml.Transforms.Concatenate("Features", "Clinical", "Radiomics"))
            .Append(ml.Transforms.NormalizeMeanVariance("Features"));

        var output = pipeline.Fit(data).Transform(data);

        Assert.Equal(
            ["Clinical.age", "Clinical.log_afp", "Clinical.bclc_A", "Clinical.bclc_B", "Radiomics.f1", "Radiomics.f2"],
            SlotNames(output, "Features"));
        Assert.Equal(["B", "A"], output.GetColumn<string>("PatientId"));
        Assert.All(output.GetColumn<float[]>("Features"), f => Assert.DoesNotContain(f, float.IsNaN));
        var site = ml.Data.FilterRowsByColumn(output, "Event", lowerBound: 1, upperBound: 10);
        Assert.Equal(["B"], site.GetColumn<string>("PatientId"));
    }

    [Fact]
    public void LoadCohort_Store_TakesTheTablesTheAvailabilityAllows()
    {
        using var folder = new TemporaryFolder();
        var cohort = TestCohorts.Create(folder, 3);
        var store = FeatureStore.Open(Path.Combine(folder.Path, "store"));
        var cancellation = TestContext.Current.CancellationToken;
        store.Compute(TestCohorts.Job(), cohort, cancellationToken: cancellation);
        store.Compute(TestCohorts.Job() with { Name = "wsi", Modality = "Pathomics", Availability = Availability.Post }, cohort, cancellationToken: cancellation);
        var ml = new MLContext(seed: 1);

        var pre = ml.Data.LoadCohort(cohort, Availability.Pre, store);
        var post = ml.Data.LoadCohort(cohort, Availability.Post, store);

        Assert.Null(pre.Schema.GetColumnOrNull("Pathomics"));
        Assert.NotNull(post.Schema.GetColumnOrNull("Pathomics"));
        Assert.All(pre.GetColumn<float>("Event"), e => Assert.True(float.IsNaN(e)));
        Assert.Equal(cohort.Column("age").Select(a => (float)(a * a)), pre.GetColumn<float[]>("Radiomics").Select(r => r[0]));
    }

    [Fact]
    public void MissingFrom_PatientsWithoutARow_CanBeExcludedOnRecord()
    {
        using var folder = new TemporaryFolder();
        var cohort = Load(folder);

        var left = cohort.Exclude(Radiomics().MissingFrom(cohort));

        Assert.Equal("A", Assert.Single(left.Patients).Id);
        Assert.Equal(new Exclusion("B", "mri", "no mri features"), Assert.Single(left.Exclusions));
    }

    private static FeatureTable Radiomics() =>
        new("mri", "Radiomics", Availability.Pre, [new("f1"), new("f2")], ["Z", "A"], [9, 9, 1.5, 2.5], Provenance);

    private static Cohort Load(TemporaryFolder folder) => Cohort.Load(
        folder.Write("c.csv", "id,site,age,afp,bclc,mvi,margin,time,event\nB,SYSMH,60,100,A,1,R0,12.5,2\nA,TJ,50,,,0,R0,30,0\n"), Schema);

    private static string[] SlotNames(IDataView data, string column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema[column].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }
}
