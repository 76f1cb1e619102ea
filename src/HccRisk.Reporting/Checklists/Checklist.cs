using System.Text.Json.Nodes;
using HccRisk.Studies.Results;
using HccRisk.Studies.Running;

namespace HccRisk.Reporting.Checklists;

/// <summary>
/// TRIPOD+AI (52 sub-items), CLEAR (58 items) and, where images are read, METRICS (30 items with weights) answered from the record of a study: each value comes from a path of <c>result.json</c>, and an item whose values
/// the record lacks is left to people.
/// </summary>
public static class Checklist
{
    /// <summary>Answers the checklists for a study.</summary>
    /// <param name="result">What it found.</param>
    /// <returns>Every item of every checklist, in their order.</returns>
    public static IReadOnlyList<ChecklistRow> Fill(StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Fill(JsonNode.Parse(StudyFiles.ToJson(result))!);
    }

    /// <summary>Answers the checklists from a record.</summary>
    /// <param name="record">The content of a <c>result.json</c>.</param>
    /// <returns>Every item of every checklist, in their order.</returns>
    public static IReadOnlyList<ChecklistRow> Fill(JsonNode record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return [.. from file in ChecklistFile.All from item in file.Items select Row(file, item, record)];
    }

    private static ChecklistRow Row(ChecklistFile file, ChecklistItem item, JsonNode record)
    {
        if (new[] { item.When, file.When }.OfType<string>().FirstOrDefault(path => !RecordReader.Has(record, path)) is { } needed)
        {
            return new ChecklistRow(file.Instrument, file.Version, item.Item, item.Text, item.Applies, ItemStatus.NotApplicable, "", [needed], null) { Weight = item.Weight };
        }

        var (text, whole, sources) = RecordReader.Fill(item.Value, record);
        var status = sources.Count == 0 ? ItemStatus.Human : whole && !item.Human ? ItemStatus.Filled : ItemStatus.Partial;
        return new ChecklistRow(file.Instrument, file.Version, item.Item, item.Text, item.Applies, status, text, sources, status == ItemStatus.Human ? null : item.Anchor) { Weight = item.Weight };
    }
}
