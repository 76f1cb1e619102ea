using System.Globalization;
using HccRisk.Cohorts;
using HccRisk.Studies.Description;
using HccRisk.Studies.Results;
using HccRisk.Survival.Data;
using Xunit;

namespace HccRisk.Studies.Tests.Description;

public sealed class EffectTablesTests : IDisposable
{
    // id, age, afp, male, stage, time, event: drawn by R.
    private static readonly string[] Rows =
    [
        "1,45,126,1,Z,17.1,2", "2,64,27.1,1,X,14.6,1", "3,52,8.4,1,Y,15.4,0", "4,50,4.9,1,Z,41.9,0", "5,,14.8,1,Y,17.5,1", "6,58,1.6,1,X,39.1,0",
        "7,44,9.7,0,Y,8.3,1", "8,49,6.6,0,X,52,0", "9,57,114.5,,Z,11.3,1", "10,59,91.7,0,X,3.1,1", "11,55,18,1,Y,10.6,1", "12,55,3.7,1,X,26,0",
        "13,56,77.6,0,X,20.8,1", "14,57,72.1,0,X,6.1,1", "15,66,59.8,0,X,3.8,2", "16,65,60.6,1,X,2.8,1", "17,43,11.8,0,Z,11.4,1", "18,61,57.9,1,Y,5.2,1",
        "19,67,141.3,0,X,11.9,1", "20,48,21.3,1,Z,3.6,2", "21,47,4.6,0,Y,39.5,0", "22,40,66.1,1,Y,10.2,2", "23,44,65.4,1,Z,36.4,0", "24,43,12.6,1,X,41,0",
        "25,47,256.8,1,Y,15.6,1", "26,64,6.1,1,Y,13.2,2", "27,58,33.9,0,X,14.7,0", "28,67,0.7,1,X,8.1,1", "29,57,15.7,1,Y,25.9,1", "30,63,109.5,1,Z,2.1,1",
        "31,51,10.1,1,X,2,1", "32,51,5.2,1,Y,20.4,0", "33,45,59.8,1,Y,26.5,1", "34,54,6,1,Y,23.6,0", "35,48,30,0,X,0.7,1", "36,50,1.5,0,Y,31.2,1",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-effects-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // R 4.2, survival: coxph(Surv(time, event == 1) ~ ...), Efron; ratios from the first to the third quartile (type 7), of the logarithm for afp.
    // Both reach the maximum to rounding, R within eps = 1e-9 of the log-likelihood: the square root of that in the coefficients.
    [Fact]
    public void Of_NumbersAndLevels_AreThoseOfR()
    {
        var table = Table(Rows)!;

        Assert.Equal(["age", "afp", "male: no", "male: yes", "stage: X", "stage: Y", "stage: Z"], table.Rows.Select(r => r.Level is null ? r.Column : $"{r.Column}: {r.Level}"));
        Assert.Equal([(35, 19), (36, 20), (12, 8), (23, 11), (15, 9), (14, 8), (7, 3)], table.Rows.Select(r => (r.Patients, r.Events)));
        Assert.Equal("47.5 to 58.5 years", table.Rows[0].Contrast);
        Assert.Equal((5, 34, 18, null), (table.Coefficients, table.CompletePatients, table.CompleteEvents, table.Obstacle));
        Check(table.Rows[0].Univariable, 2.3655631572550, 1.1295435641257, 4.9541152981502, 0.0224334530481);
        Check(table.Rows[1].Univariable, 2.3860498702213, 1.1285587579286, 5.0446943441675, 0.0228120346223);
        Check(table.Rows[3].Univariable, 0.652045725823, 0.261362648706, 1.626719160787, 0.359238117888);
        Check(table.Rows[5].Univariable, 0.748852720083, 0.287791714676, 1.948563380311, 0.553350583714);
        Check(table.Rows[6].Univariable, 0.641361787473, 0.173266547452, 2.374058630931, 0.505946121785);
        Check(table.Rows[0].Multivariable, 2.4550357083476, 1.0176867725138, 5.9224512807352, 0.0456099544444);
        Check(table.Rows[1].Multivariable, 2.4811058602997, 1.0940965186007, 5.6264563366736, 0.0296126173474);
        Check(table.Rows[3].Multivariable, 0.731924038241, 0.235769062599, 2.272192932563, 0.589234918420);
        Check(table.Rows[5].Multivariable, 1.498367728702, 0.404837771691, 5.545692638900, 0.544756281342);
        Check(table.Rows[6].Multivariable, 0.995736551944, 0.138889745344, 7.138693201749, 0.996608025133);
        Assert.All([2, 4], i => Assert.Equal((true, null, null), (table.Rows[i].IsReference, table.Rows[i].Univariable, table.Rows[i].Multivariable)));
    }

    // Nobody of stage Z has the event: no ratio of it, and one of Y all the same.
    [Fact]
    public void Of_LevelWithoutEvents_SaysWhy()
    {
        var table = Table([.. Rows.Select(r => r.Contains(",Z,", StringComparison.Ordinal) ? r[..^1] + "0" : r)])!;

        Assert.Null(table.Rows[6].Univariable!.HazardRatio);
        Assert.StartsWith("without bound", table.Rows[6].Univariable!.NotEstimable, StringComparison.Ordinal);
        Assert.NotNull(table.Rows[5].Univariable!.HazardRatio);
    }

    [Fact]
    public void Of_FewerEventsThanCoefficients_FitsNoModelOfAll()
    {
        var table = Table([.. Rows.Select((r, i) => i is 1 or 6 or 9 or 10 ? r : r[..^1] + "0")])!;

        Assert.StartsWith("4 events", table.Obstacle, StringComparison.Ordinal);
        Assert.All(table.Rows, r => Assert.Null(r.Multivariable));
        Assert.NotNull(table.Rows[0].Univariable!.HazardRatio);
    }

    [Fact]
    public void Of_NoEventOrNoColumn_IsNone()
    {
        Assert.Null(Table([.. Rows.Select(r => r[..^1] + "2")]));
        var cohort = Load(Rows);
        Assert.Null(EffectTables.Of(cohort.Patients, [], Outcome(Rows), 1));
    }

    private EffectTable? Table(string[] rows)
    {
        var cohort = Load(rows);
        return EffectTables.Of(cohort.Patients, [.. cohort.Schema.Columns.Skip(1)], Outcome(rows), 1);
    }

    private Cohort Load(string[] rows)
    {
        var path = Path.Combine(_folder, "c.csv");
        File.WriteAllLines(path, ["id,age,afp,male,stage", .. rows.Select(r => string.Join(',', r.Split(',')[..5]))]);
        return Cohort.Load(path, new CohortSchema
        {
            Columns =
            [
                new("id", ColumnKind.Id),
                new("age", ColumnKind.Numeric) { Unit = "years", Imputable = true },
                new("afp", ColumnKind.Numeric) { Minimum = 0.1, Transform = ColumnTransform.Log },
                new("male", ColumnKind.Binary) { Imputable = true },
                new("stage", ColumnKind.Categorical) { Categories = ["X", "Y", "Z"] },
            ],
        });
    }

    private static SurvivalOutcome Outcome(string[] rows) => new(
        [.. rows.Select(r => double.Parse(r.Split(',')[5], CultureInfo.InvariantCulture))], [.. rows.Select(r => int.Parse(r.Split(',')[6], CultureInfo.InvariantCulture))]);

    private static void Check(EffectEstimate? effect, double ratio, double lower, double upper, double p)
    {
        Assert.Equal(1, effect!.HazardRatio!.Value / ratio, 1e-5);
        Assert.Equal(1, effect.Lower!.Value / lower, 1e-5);
        Assert.Equal(1, effect.Upper!.Value / upper, 1e-5);
        Assert.Equal(p, effect.P!.Value, 1e-5);
    }
}
