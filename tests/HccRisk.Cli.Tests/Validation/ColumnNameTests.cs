using HccRisk.Cli.Commands.Validation;
using Xunit;

namespace HccRisk.Cli.Tests.Validation;

/// <summary>What headings are taken for.</summary>
public sealed class ColumnNameTests
{
    [Theory]
    [InlineData("risk_24", "Risk", "", 24.0, null)]
    [InlineData("risk24", "Risk", "", 24.0, null)]
    [InlineData("risk.at.24", "Risk", "", 24.0, null)]
    [InlineData("cox_risk_12", "Risk", "cox", 12.0, null)]
    [InlineData("CoxRisk12", "Risk", "Cox", 12.0, null)]
    [InlineData("BCLC_pred_2y", "Risk", "BCLC", 2.0, "years")]
    [InlineData("prob_12m", "Risk", "", 12.0, "months")]
    [InlineData("risk_t36", "Risk", "", 36.0, null)]
    [InlineData("surv_36", "Survival", "", 36.0, null)]
    [InlineData("S_12", "Survival", "", 12.0, null)]
    [InlineData("score", "Score", "", null, null)]
    [InlineData("score_ALBI", "Score", "ALBI", null, null)]
    [InlineData("lp", "Score", "", null, null)]
    [InlineData("risk_score", "Score", "risk", null, null)]
    [InlineData("risk1", "Risk", "", null, null)]
    [InlineData("prognosticIndex", "Score", "prognostic", null, null)]
    [InlineData("5y_risk", "Risk", "", 5.0, "years")]
    [InlineData("risk_12_months_cox", "Risk", "cox", 12.0, "months")]
    [InlineData("S24", "Survival", "", 24.0, null)]
    [InlineData("A_24", null, "A_24", 24.0, null)]
    [InlineData("age", null, "age", null, null)]
    [InlineData("stage2", null, "stage2", null, null)]
    [InlineData("survival", null, "survival", null, null)]
    public void Of_Heading_FindsKindModelAndHorizon(string heading, string? kind, string model, double? horizon, string? unit)
    {
        var name = ColumnName.Of(heading);
        Assert.Equal(kind, name.Kind?.ToString());
        Assert.Equal(model, name.Model);
        Assert.Equal((horizon, unit), (name.Horizon, name.Unit));
    }

    [Theory]
    [InlineData("cif1_730", 1)]
    [InlineData("cif2_730", 2)]
    [InlineData("cif_730", null)]
    [InlineData("S1_cause1_at_own_time", 1)]
    [InlineData("S_allcause_at_own_time", 0)]
    [InlineData("S_at_own_time", null)]
    public void Of_HeadingWithACause_FindsIt(string heading, int? cause) => Assert.Equal(cause, ColumnName.Of(heading).Cause);

    [Theory]
    [InlineData("time_months", "months")]
    [InlineData("followup (years)", "years")]
    [InlineData("time", null)]
    [InlineData("m", null)]
    public void UnitIn_HeadingOfATime_FindsTheWord(string heading, string? unit) => Assert.Equal(unit, ColumnName.UnitIn(heading));
}
