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

        string[] inputs = ["albi", "albi_grade", "amap", "tumour_burden"];
        Assert.Equal([.. inputs, "ez_albi", "erasl_pre", "shim_volume", "afp_model", "hap", "ucsf"], table.Columns.Select(c => c.Name));
        Assert.Equal(inputs, table.Columns.Select(c => c.Name).Where(n => ClinicalScores.Find(n).ModelInput));
        Assert.Contains("albi: bilirubin is missing", Assert.Single(table.Remarks, r => r.PatientId == "B").Missing);
        Assert.Equal((15 / 17.1) - (9 * 4.2), table.Column("ez_albi")[0], 1e-12); // umol/L and g/L converted as the schema says
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

        Assert.Equal(["tumour_burden", "ez_albi", "shim_volume", "afp_model", "ucsf"], ClinicalScores.Compute(cohort).Columns.Select(c => c.Name));
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

    // Vectors worked from table 2 of the publication: male, ALBI grade 2 or 3, AFP, size, number -> pre; post without and with microvascular invasion.
    [Theory]
    [InlineData(1, 0, 10, 3, 1, 1.685454, 1.361286, 2.022286)]
    [InlineData(1, 1, 100, 5, 1, 2.658991, 2.238480, 2.899480)]
    [InlineData(1, 1, 400, 8, 2, 3.562223, 2.943128, 3.604128)]
    [InlineData(1, 1, 400, 8, 3, 3.562223, 2.943128, 3.604128)] // two or three are one band
    [InlineData(0, 0, 5, 2, 1, 0.562969, 0.444583, 1.105583)]
    [InlineData(1, 1, 1000, 10, 4, 4.275275, 3.497902, 4.158902)]
    [InlineData(1, 1, 1000, 10, 9, 4.275275, 3.497902, 4.158902)]
    public void Evaluate_Erasl_IsThePublishedModel(double male, double grade23, double afp, double size, double number, double pre, double post, double invaded)
    {
        var albumin = grade23 == 1 ? 35.0 : 40;

        Assert.Equal(pre, ClinicalScores.Find("erasl_pre").Evaluate([male, 10, albumin, afp, size, number]), 5e-7);
        Assert.Equal(post, ClinicalScores.Find("erasl_post").Evaluate([male, 10, albumin, 0, afp, size, number]), 5e-7);
        Assert.Equal(invaded, ClinicalScores.Find("erasl_post").Evaluate([male, 10, albumin, 1, afp, size, number]), 5e-7);
    }

    // Free of recurrence at 24 months: exp(-exp(.665 + lp)).
    [Theory]
    [InlineData(1, 170, 3.9, 4, 1, 0, 0, -1.461188, 267.946667, -0.589827)]
    [InlineData(0, 250, 4.4, 2, 1, 0, 0, -3.101658, 33.493333, -2.037574)]
    [InlineData(1, 90, 3.2, 6, 2, 2, 1, 0.009582, 937.813333, 0.876333)]
    public void Evaluate_Shim_IsThePublishedModel(double male, double platelets, double albumin, double size, double number, double second, double mvi, double recurrence, double volume, double death)
    {
        double[] inputs = [male, platelets, albumin, size, number, second, double.NaN, mvi];

        Assert.Equal(recurrence, ClinicalScores.Find("shim_recurrence").Evaluate(inputs), 5e-7);
        Assert.Equal(death, ClinicalScores.Find("shim_death").Evaluate(inputs), 5e-7);
        Assert.Equal(volume, ClinicalScores.Find("shim_volume").Evaluate([size, number, second, double.NaN]), 5e-7);
        Assert.Equal(1 - Math.Exp(-Math.Exp(0.665 + recurrence)), ClinicalScores.Find("shim_recurrence_24").Evaluate(inputs), 1e-6);
    }

    [Fact]
    public void Assess_NoScore_SaysWhy()
    {
        var erasl = ClinicalScores.Find("erasl_pre");

        Assert.Equal("bilirubin, afp are missing", erasl.Assess([1, double.NaN, 40, double.NaN, 3, 1]).Reason);
        Assert.Equal("the tumour size is in centimetres, none is above 30 (tumour_size_cm 35 cm)", erasl.Assess([1, 10, 40, 10, 35, 1]).Reason);
        Assert.Contains("the formula is not defined for", erasl.Assess([1, 10, 40, 0, 3, 1]).Reason, StringComparison.Ordinal);
        Assert.Contains("afp 0 ng/mL", erasl.Assess([1, 10, 40, 0, 3, 1]).Reason, StringComparison.Ordinal);
        Assert.Contains("the diameter of every tumour", ClinicalScores.Find("shim_volume").Assess([4, 2, double.NaN, double.NaN]).Reason, StringComparison.Ordinal);
        Assert.Equal((null, "intermediate"), (erasl.Assess([1, 10, 35, 100, 5, 1]).Reason, erasl.Assess([1, 10, 35, 100, 5, 1]).Group));
    }

    // The Milan rule of the endpoint and the score say the same of every combination near the limits.
    [Fact]
    public void Evaluate_Milan_AgreesWithTheCriteria()
    {
        foreach (var size in new[] { 2.9, 3, 3.1, 4.9, 5, 5.1 })
        {
            for (var number = 1; number <= 5; number++)
            {
                for (var spread = 0; spread < 4; spread++)
                {
                    var within = MilanCriteria.IsWithin(size, number, spread % 2 == 1, spread / 2 == 1);
                    Assert.Equal(within ? 0 : 1, ClinicalScores.Find("milan").Evaluate([size, number, spread % 2, spread / 2]));
                }
            }
        }
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
