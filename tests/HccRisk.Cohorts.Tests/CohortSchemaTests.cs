using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests;

public class CohortSchemaTests
{
    [Fact]
    public void Save_Hcc_LoadsBackTheSame()
    {
        using var folder = new TemporaryFolder();
        var first = Path.Combine(folder.Path, "a.json");
        var second = Path.Combine(folder.Path, "b.json");

        CohortSchema.Hcc.Save(first);
        var loaded = CohortSchema.Load(first);
        loaded.Save(second);

        Assert.Equal(File.ReadAllText(first), File.ReadAllText(second));
        Assert.Equal(CohortSchema.Hcc.Columns.Select(c => c.Name), loaded.Columns.Select(c => c.Name));
        Assert.Equal(17.1, loaded["bilirubin"].OtherUnits["mg/dL"]);
        Assert.IsType<AggressiveRecurrenceEndpoint>(loaded.Endpoint);
        Assert.Equal(Availability.Post, loaded["mvi"].Availability);
        Assert.Equal(CohortSchema.Hcc.Eligibility!.Rules.Count, loaded.Eligibility!.Rules.Count);
    }

    [Fact]
    public void Validate_ManyFaults_ReportsAllAtOnce()
    {
        var schema = new CohortSchema
        {
            Columns =
            [
                new("x", ColumnKind.Numeric) { Minimum = 5, Maximum = 1 },
                new("x", ColumnKind.Numeric) { Transform = ColumnTransform.Log },
                new("c", ColumnKind.Categorical) { Categories = ["a", "b"], Encoded = ["z"] },
            ],
            Eligibility = new EligibilityCriteria { Rules = [new("r", "xx") { Minimum = 1 }], MinimumFollowUp = -1 },
        };

        var e = Assert.Throws<TableFormatException>(schema.Validate);

        foreach (var part in new[] { "minimum 5 is above maximum 1", "logarithm", "'z' is not one of a, b", "one id column, this one has 0", "'x' is listed twice", "no column 'xx' (nearest: 'x')", "minimum follow-up -1" })
        {
            Assert.Contains(part, e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{ \"columns\": [ { \"name\": \"id\", \"kind\": \"id\", \"unti\": \"g\" } ] }", "unti")]
    [InlineData("{ \"columns\": [ { \"name\": \"id\", \"kind\": \"ids\" } ] }", "kind")]
    [InlineData("{ \"columns\": [] }", "one id column")]
    [InlineData("{", "schema file")]
    public void Load_ImpossibleJson_IsOneLine(string json, string part)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("s.json", json);

        var e = Assert.Throws<TableFormatException>(() => CohortSchema.Load(path));

        Assert.Contains(part, e.Message, StringComparison.Ordinal);
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
