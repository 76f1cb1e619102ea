using HccRisk.Core.Errors;
using HccRisk.Core.Formulas;
using HccRisk.Survival.Formulas;

namespace HccRisk.Survival.Tests.Formulas;

public sealed class SurvivalFormulaTests
{
    // attr(terms(~ ...), "term.labels") of R.
    [Theory]
    [InlineData("age + size", "age|size")]
    [InlineData("~ age", "age")]
    [InlineData("a*b", "a|b|a:b")]
    [InlineData("b + a:b + c*a*b", "b|c|a|b:a|a:c|b:c|b:a:c")]
    [InlineData("(a + b + c)^2", "a|b|c|a:b|a:c|b:c")]
    [InlineData("a:b:a + 1 + c^2", "c|a:b")]
    [InlineData("(a+b):c", "a:c|b:c")]
    [InlineData("log(afp+1)+I(age^2/10)", "log(afp + 1)|I(age^2/10)")]
    [InlineData("rcs(afp,3)+factor( x )", "rcs(afp, 3)|factor(x)")]
    [InlineData("I(a>=2)+I(-a)+I(a*1e-3)+I(a-1)", "I(a >= 2)|I(-a)|I(a * 1e-3)|I(a - 1)")]
    [InlineData("age + strata(site, sex) + cluster(id) + offset(lp)", "age")]
    [InlineData("`AFP ng/mL` + rcs(`AFP ng/mL`, c(1,2,4))", "AFP ng/mL|rcs(`AFP ng/mL`, c(1, 2, 4))")]
    public void Parse_Terms_AreLabelledAsR(string text, string labels) =>
        Assert.Equal(labels.Split('|'), SurvivalFormula.Parse(text).TermLabels);

    [Fact]
    public void Parse_Columns_AreThoseOfEveryPart()
    {
        var formula = SurvivalFormula.Parse("age + rcs(log(afp), 3) + mvi*size + strata(site) + offset(lp / 2) + cluster(id)");

        Assert.Equal(["age", "afp", "mvi", "size", "lp", "site", "id"], formula.Columns);
        Assert.Equal(["site"], formula.StratumColumns);
        Assert.Equal("id", formula.ClusterColumn);
    }

    [Theory]
    [InlineData("age + rsc(afp, 3)", 7, "no function 'rsc' (nearest: 'rcs'")]
    [InlineData("age +", 6, "a term is missing")]
    [InlineData("age size", 5, "'s' is not expected here")]
    [InlineData("(age + size", 12, "'(' of character 1 is not closed")]
    [InlineData("age)", 4, "')' has no '('")]
    [InlineData("age - size", 5, "cannot be taken away")]
    [InlineData("age * strata(site)", 5, "stand alone")]
    [InlineData("Surv(time, status) ~ age", 1, "no function 'Surv'")]
    [InlineData("time ~ age", 6, "only terms stand here")]
    [InlineData("2 * age", 1, "a number is no term")]
    [InlineData("rcs(afp, 2)", 10, "'2' is no number of knots")]
    [InlineData("rcs(afp, c(3, 2, 4))", 10, "ascend")]
    [InlineData("age + I(size ^)", 15, "is missing")]
    [InlineData("age + log(siz e)", 15, "is not closed")]
    [InlineData("tt(age)", 1, "the time t")]
    [InlineData("factor(x, level = 2)", 19, "has no 'level'")]
    [InlineData("ref(x)", 1, "a column and a level")]
    [InlineData("I(3)", 1, "reads no column")]
    [InlineData("cluster(a) + cluster(b)", 14, "a cluster already")]
    [InlineData("strata(a + b)", 8, "no name of a column")]
    [InlineData("`age", 1, "is not closed")]
    public void Parse_Fault_NamesTheCharacter(string text, int position, string fault)
    {
        var thrown = Assert.Throws<FormulaException>(() => SurvivalFormula.Parse(text));

        Assert.Contains(fault, thrown.Message, StringComparison.Ordinal);
        Assert.Equal(position, thrown.Position);
    }

    [Fact]
    public void Learn_UnknownColumn_NamesCharacterAndNearest()
    {
        var thrown = Assert.Throws<FormulaException>(() => SurvivalFormula.Parse("age + agee").Learn(Table()));

        Assert.Equal("character 7: no column 'agee' (nearest: 'age')", thrown.Message);
    }

    [Fact]
    public void Rows_UnseenLevel_NamesRowAndLevel()
    {
        var design = SurvivalFormula.Parse("age + stage").Learn(Table());
        var table = new FormulaTable(2, i => $"file line {i + 2}").Add("age", [1, 2]).Add("stage", ["B", "Z"]);

        var thrown = Assert.Throws<TableFormatException>(() => design.NewRows(table));

        Assert.Equal("file line 3, column 'stage': 'Z' is none of the levels of the model: A, B, C", thrown.Message);
    }

    [Fact]
    public void Rows_NewPatients_HaveTheColumnsOfTheModel()
    {
        var design = SurvivalFormula.Parse("ref(stage, \"B\") * age + strata(site) + rcs(age, c(1, 3, 5))").Learn(Table());
        var table = new FormulaTable(1).Add("age", [6]).Add("stage", ["C"]).Add("site", [2]);

        var rows = design.NewRows(table);

        Assert.Equal(["stageA", "stageC", "age", "rcs(age, c(1, 3, 5))age", "rcs(age, c(1, 3, 5))age'", "stageA:age", "stageC:age"], design.ColumnNames);

        // Harrell's basis by hand: (6 - 1)^3 - 2 (6 - 3)^3 + (6 - 5)^3 = 72, over (5 - 1)^2.
        Assert.Equal([0, 1, 6, 6, 4.5, 0, 6], rows.X);
        Assert.Equal(["site=1", "site=2"], design.StratumLabels);
        Assert.Equal([1], rows.Strata!);
    }

    [Fact]
    public void Rows_ValueThatIsNotFinite_NamesTermAndRow()
    {
        var design = SurvivalFormula.Parse("log(age)").Learn(Table());

        var thrown = Assert.Throws<TableFormatException>(() => design.NewRows(new FormulaTable(2).Add("age", [1, 0])));

        Assert.Equal("row 2: log(age) is -Infinity with age 0: it must be finite", thrown.Message);
    }

    [Fact]
    public void Rows_UnseenStratum_NamesIt()
    {
        var design = SurvivalFormula.Parse("age + strata(site)").Learn(Table());

        var thrown = Assert.Throws<TableFormatException>(() => design.NewRows(new FormulaTable(1).Add("age", [1]).Add("site", [7])));

        Assert.Equal("row 1: 'site=7' is none of the strata of the model: site=1; site=2", thrown.Message);
    }

    [Fact]
    public void Learn_FactorOfOneLevel_Refuses()
    {
        var table = new FormulaTable(2).Add("stage", ["A", "A"]);

        Assert.Contains("a factor needs two levels", Assert.Throws<TableFormatException>(() => SurvivalFormula.Parse("stage").Learn(table)).Message, StringComparison.Ordinal);
    }

    private static FormulaTable Table() =>
        new FormulaTable(6).Add("age", [1, 2, 3, 4, 5, 6]).Add("stage", ["A", "B", "C", "A", "B", null]).Add("site", [1, 2, 1, 2, 1, 2]);
}
