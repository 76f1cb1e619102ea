using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Features.Tests.Harmonisation;

/// <summary>A row with features, clinical columns and a site.</summary>
internal sealed class Patient
{
    public float[] Features { get; set; } = [];

    public float[] Clinical { get; set; } = [];

    public string Site { get; set; } = "";

    public static IDataView View(MLContext ml, IEnumerable<Patient> rows, IReadOnlyList<string> features, IReadOnlyList<string> clinical)
    {
        var schema = SchemaDefinition.Create(typeof(Patient));
        SlotNames.Describe(schema[nameof(Features)], features);
        SlotNames.Describe(schema[nameof(Clinical)], clinical);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }
}
