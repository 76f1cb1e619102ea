using System.Text.Json.Nodes;
using System.Xml.Linq;
using HccRisk.Reporting.Checklists;
using HccRisk.Studies.Running;
using Xunit;

namespace HccRisk.Reporting.Tests;

public sealed class ChecklistTests(ReportStudy study)
{
    private string Record => StudyFiles.ToJson(study.Full);

    [Fact]
    public void Fill_Study_HasEveryItemOnce()
    {
        var rows = Checklist.Fill(study.Full);
        // TRIPOD+AI has 27 items in 52 parts, CLEAR 58 items.
        Assert.Equal(52, rows.Count(r => r.Instrument == "TRIPOD+AI"));
        Assert.Equal(Enumerable.Range(1, 58).Select(i => $"{i}"), rows.Where(r => r.Instrument == "CLEAR").Select(r => r.Item));
        Assert.Equal(Enumerable.Range(1, 27), rows.Where(r => r.Instrument == "TRIPOD+AI").Select(r => int.Parse(r.Item.TrimEnd('a', 'b', 'c', 'd', 'e', 'f', 'g'), null)).Distinct());
        Assert.Equal(rows.Count, rows.Select(r => (r.Instrument, r.Item)).Distinct().Count());
    }

    [Fact]
    public void Fill_EmptyRecord_FillsNothing() =>
        Assert.All(Checklist.Fill(new JsonObject()), r =>
        {
            Assert.Contains(r.Status, (ItemStatus[])[ItemStatus.Human, ItemStatus.NotApplicable]);
            Assert.Empty(r.Value);
        });

    // The weights of the tool sum to 0.998; the conditions are those of its page.
    [Fact]
    public void Fill_Metrics_HasTheWeightsOfItsTool()
    {
        var rows = Checklist.Fill(study.Full).Where(r => r.Instrument == "METRICS").ToArray();
        Assert.Equal(Enumerable.Range(1, 30).Select(i => $"{i}"), rows.Select(r => r.Item));
        Assert.Equal(0.998, rows.Sum(r => r.Weight!.Value), 9);
        Assert.Equal(0.075, rows[26].Weight);
        Assert.Equal(ItemStatus.NotApplicable, rows[16].Status);
        Assert.All(Checklist.Fill(study.Full with { Features = null }).Where(r => r.Instrument == "METRICS"), r => Assert.Equal(ItemStatus.NotApplicable, r.Status));
        Assert.Null(Checklist.Fill(study.Full)[0].Weight);
    }

    // What only people know is never filled.
    [Theory]
    [InlineData("1")]
    [InlineData("3a")]
    [InlineData("8c")]
    [InlineData("17")]
    [InlineData("18a")]
    [InlineData("18b")]
    [InlineData("19")]
    [InlineData("25")]
    public void Fill_WhatPeopleKnow_IsLeftOpen(string item) =>
        Assert.Equal(ItemStatus.Human, Checklist.Fill(study.Full).Single(r => r.Instrument == "TRIPOD+AI" && r.Item == item).Status);

    [Fact]
    public void Fill_FieldRemoved_RowsThatTookItFlip()
    {
        var record = Record;
        var before = Checklist.Fill(JsonNode.Parse(record)!);
        string[] paths = [.. before.Where(r => r.Status is ItemStatus.Filled or ItemStatus.Partial).SelectMany(r => r.Sources).Distinct()];
        Assert.True(paths.Length > 40, $"{paths.Length} fields");
        foreach (var path in paths)
        {
            var lacking = JsonNode.Parse(record)!;
            Remove(lacking, path.Split('.'));
            var after = Checklist.Fill(lacking);
            foreach (var (old, now) in before.Zip(after).Where(p => p.First.Sources.Contains(path)))
            {
                Assert.True(now.Status is not ItemStatus.Filled, $"{old.Instrument} {old.Item} is still filled without {path}");
                Assert.DoesNotContain(path, now.Status == ItemStatus.NotApplicable ? [] : now.Sources);
            }
        }
    }

    [Fact]
    public void Fill_EverySourceOfARowRemoved_LeavesItToPeople()
    {
        var record = Record;
        foreach (var row in Checklist.Fill(JsonNode.Parse(record)!).Where(r => r.Status is ItemStatus.Filled or ItemStatus.Partial))
        {
            var lacking = JsonNode.Parse(record)!;
            foreach (var path in row.Sources)
            {
                Remove(lacking, path.Split('.'));
            }

            var now = Checklist.Fill(lacking).Single(r => (r.Instrument, r.Item) == (row.Instrument, row.Item));
            Assert.True(now.Status is ItemStatus.Human or ItemStatus.NotApplicable, $"{row.Instrument} {row.Item}: {now.Status}");
        }
    }

    [Fact]
    public void Fill_NoExternalSite_LeavesEvaluationOut()
    {
        var full = study.Full;
        var rows = Checklist.Fill(full with { Models = [.. full.Models.Select(m => m with { External = [] })] });
        Assert.All((string[])["12f", "12g", "20c", "24"], i => Assert.Equal(ItemStatus.NotApplicable, rows.Single(r => r.Instrument == "TRIPOD+AI" && r.Item == i).Status));
    }

    [Fact]
    public void Fill_Answers_PointToSectionsOfTheReport()
    {
        var root = HtmlReportTests.Parse(study.SharedHtml);
        string?[] sections = [.. root.DescendantsAndSelf().Attributes("id").Select(a => a.Value)];
        Assert.All(Checklist.Fill(study.Full).Where(r => r.Status == ItemStatus.Filled), r => Assert.Contains(r.Anchor, sections));
        var shown = root.Descendants("section").Where(s => s.Attribute("id")!.Value.StartsWith("checklist-", StringComparison.Ordinal)).SelectMany(s => s.Descendants("tbody").Single().Elements("tr")).ToArray();
        Assert.Equal(52 + 58 + 30, shown.Length);
    }

    // Takes a field away wherever the path leads.
    private static void Remove(JsonNode? node, ReadOnlySpan<string> path)
    {
        var name = path[0].Replace("[]", "", StringComparison.Ordinal);
        if (node is not JsonObject at || at[name] is not { } next)
        {
            return;
        }

        if (path.Length == 1)
        {
            at.Remove(name);
            return;
        }

        foreach (var child in next is JsonArray list ? list.ToArray() : [next])
        {
            Remove(child, path[1..]);
        }
    }
}
