using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Features.Clinical;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Features.Tests.Clinical;

public sealed class ClinicalScoresTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, int> Examples()
    {
        var data = new TheoryData<string, int>();
        foreach (var score in ClinicalScores.All)
        {
            for (var i = 0; i < score.Examples.Count; i++)
            {
                data.Add(score.Name, i);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Evaluate_WorkedExample_GivesThePublishedValue(string name, int example)
    {
        var score = ClinicalScores.Find(name);
        var (inputs, expected, tolerance) = score.Examples[example];

        Assert.Equal(expected, score.Evaluate(inputs), tolerance);
    }

    // The limits of the grades as published: 1 up to -2.60, 2 up to -1.39. With bilirubin 1 umol/L the logarithm is zero and albumin alone sets
    // the score.
    [Theory]
    [InlineData(2.61, 1)]
    [InlineData(2.59, 2)]
    [InlineData(1.40, 2)]
    [InlineData(1.38, 3)]
    public void Evaluate_AlbiGradeAtTheLimits_IsAsPublished(double minusScore, double grade) =>
        Assert.Equal(grade, ClinicalScores.Find("albi_grade").Evaluate([1, minusScore / 0.085]));

    [Fact]
    public void All_Examples_CoverEveryScore() => Assert.All(ClinicalScores.All, s => Assert.True(s.Examples.Count > 0 && s.Citation.Length > 0));

    [Fact]
    public void Evaluate_MissingOrImpossibleInput_IsNaN()
    {
        Assert.True(double.IsNaN(ClinicalScores.Find("albi").Evaluate([double.NaN, 40])));
        Assert.True(double.IsNaN(ClinicalScores.Find("albi_grade").Evaluate([double.NaN, 40])));
        Assert.True(double.IsNaN(ClinicalScores.Find("albi").Evaluate([0, 40])));
        Assert.True(double.IsNaN(ClinicalScores.Find("nlr").Evaluate([3, 0])));
        Assert.Throws<ArgumentException>(() => ClinicalScores.Find("albi").Evaluate([1]));
    }

    [Fact]
    public void Find_UnknownScore_ListsThoseThereAre() =>
        Assert.Contains("albi, albi_grade", Assert.Throws<ArgumentException>(() => ClinicalScores.Find("ablu")).Message, StringComparison.Ordinal);

    [Fact]
    public void Compute_HccCohort_GivesEveryScoreItHasColumnsFor()
    {
        var cohort = Load(CohortSchema.Hcc);

        var table = ClinicalScores.Compute(cohort);

        Assert.Equal(["albi", "albi_grade", "amap", "tumour_burden"], table.Columns.Select(c => c.Name));
        Assert.Equal(("Clinical", Availability.Pre), (table.Modality, table.Availability));
        Assert.Equal(53.82, table.Column("amap")[0], 0.005);
        Assert.Equal([5, 2 * Math.Sqrt(2)], table.Column("tumour_burden"));
        Assert.True(double.IsNaN(table.Column("albi")[1])); // B has no bilirubin
        Assert.Equal("aar needs column 'ast', which the cohort does not have", ClinicalScores.Obstacle(ClinicalScores.Find("aar"), cohort));
        Assert.Throws<ArgumentException>(() => ClinicalScores.Compute(cohort, ["nlr"]));
    }

    [Fact]
    public void Compute_ColumnInAnotherUnit_IsNotUsed()
    {
        var schema = CohortSchema.Hcc with
        {
            Columns = [.. CohortSchema.Hcc.Columns.Select(c => c.Name switch
            {
                "albumin" => c with { Unit = "g/dL" },
                "bilirubin" => c with { Unit = "\u00b5mol/L" },
                _ => c,
            })],
        };
        var cohort = Load(schema);

        Assert.Equal(["tumour_burden"], ClinicalScores.Compute(cohort).Columns.Select(c => c.Name));
        var e = Assert.Throws<ArgumentException>(() => ClinicalScores.Compute(cohort, ["albi"]));
        Assert.Contains("'albumin' in g/L, the schema has g/dL", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_PostoperativeInput_IsOnlyUsedAfterSurgery()
    {
        var schema = CohortSchema.Hcc with
        {
            Columns = [.. CohortSchema.Hcc.Columns.Select(c => c.Name is "tumour_size_cm" ? c with { Availability = Availability.Post } : c)],
        };
        var cohort = Load(schema);

        Assert.DoesNotContain(ClinicalScores.Compute(cohort).Columns, c => c.Name is "tumour_burden");
        Assert.Contains(ClinicalScores.Compute(cohort, availability: Availability.Post).Columns, c => c.Name is "tumour_burden");
    }

    [Fact]
    public void Compute_ThenLoadCohort_AppendsScoresToTheClinicalVector()
    {
        var cohort = Load(CohortSchema.Hcc);
        var ml = new MLContext(seed: 1);

        var data = ml.Data.LoadCohort(cohort, Availability.Pre, ClinicalScores.Compute(cohort, ["albi"]));

        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema["Clinical"].GetSlotNames(ref names);
        Assert.Equal("albi", names.DenseValues().Last().ToString());
        // ALBI of bilirubin 15 and albumin 42, single precision.
        Assert.Equal((0.66 * Math.Log10(15)) - (0.085 * 42), data.GetColumn<float[]>("Clinical").First()[^1], 1e-6);
    }

    private Cohort Load(CohortSchema schema)
    {
        var path = Path.Combine(_folder, "c.csv");
        File.WriteAllText(
            path,
            "patient_id,site,age,male,hbv,cirrhosis,afp,bilirubin,albumin,platelets,tumour_size_cm,tumour_number,time,event\n"
            + "A,TJ,50,1,1,1,30,15,42,200,3,4,10,1\nB,TJ,60,0,1,0,5,,40,150,2,2,50,0\n");
        return Cohort.Load(path, schema);
    }
}
