using System.Text.Json;
using HccRisk.Reporting.Cards;
using Xunit;

namespace HccRisk.Reporting.Tests;

public sealed class ModelCardReportTests(ReportStudy study)
{
    // The order of the sections in the applied model card of CHAI, version 0.2.
    private static readonly string[] Sections =
        ["BasicInfo", "ReleaseInfo", "ModelSummary", "UsesAndDirections", "Warnings", "TrustIngredients", "KeyMetrics", "Resources", "Bibliography"];

    [Fact]
    public void Text_EveryModel_HasTheSectionsInOrder()
    {
        foreach (var model in study.Full.Models)
        {
            using var card = JsonDocument.Parse(ModelCardReport.Text(study.Full, model));
            Assert.Equal(Sections, card.RootElement.EnumerateObject().Select(p => p.Name));
            Assert.Equal(model.Name, card.RootElement.GetProperty("BasicInfo").GetProperty("ModelName").GetString());
            Assert.Contains("research software", card.RootElement.GetProperty("ReleaseInfo").GetProperty("ReleaseStage").GetString(), StringComparison.Ordinal);
            Assert.Contains("SYNTHETIC", card.RootElement.GetProperty("Warnings").GetProperty("KnownRisksAndLimitations").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Text_Numbers_AreThoseOfTheResult()
    {
        var model = study.Full.Models[1];
        using var card = JsonDocument.Parse(ModelCardReport.Text(study.Full, model));
        var first = card.RootElement.GetProperty("KeyMetrics").GetProperty("UsefulnessUsabilityEfficacy").GetProperty("Results")[0];
        Assert.Equal($"Uno's C, {model.External[0].Cohort}", first.GetProperty("Label").GetString());
        var c = model.External[0].Metrics.Concordance;
        Assert.Equal(c.Value!.Value, first.GetProperty("ValueJson").GetProperty("estimate").GetDouble());
        Assert.Equal(c.Lower!.Value, first.GetProperty("ValueJson").GetProperty("lower").GetDouble());
        Assert.Equal(95, first.GetProperty("ValueJson").GetProperty("level").GetDouble());
    }

    // What people know is asked for, never made up.
    [Theory]
    [InlineData("BasicInfo", "ModelDeveloper")]
    [InlineData("Warnings", "KnownBiasesOrEthicalConsiderations")]
    [InlineData("Resources", "PeerReviewedPublications")]
    public void Text_WhatPeopleKnow_IsLeftOpen(string section, string field)
    {
        using var card = JsonDocument.Parse(ModelCardReport.Text(study.Full, study.Full.Models[0]));
        Assert.Equal(ModelCardReport.NotProvided, card.RootElement.GetProperty(section).GetProperty(field).GetString());
    }
}
