using HccRisk.Cohorts.Tables;
using Microsoft.ML;

namespace HccRisk.Attainable.Data;

/// <summary>Joins what is known of patients into ML.NET data.</summary>
internal static class RowData
{
    /// <summary>Some patients with their outcomes.</summary>
    /// <param name="clinical">Known at the time of the model.</param>
    /// <param name="radiomics">Features of the MR volumes.</param>
    /// <param name="pathomics">Features of the slides.</param>
    /// <param name="rows">Which patients.</param>
    /// <param name="time">Follow-up of each of them; null where outcomes are not looked at.</param>
    /// <param name="events">Event code of each of them.</param>
    public static IDataView View(ClinicalSet clinical, FeatureBlock radiomics, FeatureBlock pathomics, int[] rows, float[]? time = null, float[]? events = null)
    {
        var builder = new CohortDataView.Builder(rows.Length);
        float[] unknown = [.. Enumerable.Repeat(float.NaN, rows.Length)];
        builder.AddSingle("Time", time ?? unknown);
        builder.AddSingle("Event", events ?? unknown);
        builder.AddSingle(ModelColumns.Size, rows.Select(r => clinical.Size[r]));
        builder.AddSingle(ModelColumns.Erasl, rows.Select(r => clinical.Erasl[r]));
        AddVector(ModelColumns.Clinical, clinical.Raw);
        AddVector(ModelColumns.ClinicalAll, clinical.Columns);
        AddVector(ModelColumns.ClinicalListed, clinical.Named);
        AddVector(ModelColumns.Radiomics, radiomics);
        AddVector(ModelColumns.Pathomics, pathomics);
        return builder.Build();

        void AddVector(string name, FeatureBlock block) => builder.AddVector(name, block.Names, [.. rows.SelectMany(r => block.Rows[r])]);
    }
}
