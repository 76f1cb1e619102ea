using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Studies.Models;

/// <summary>Which inputs of a model its patients have values of. Slots that the model does not read do not count.</summary>
internal sealed class InputCoverage
{
    private readonly IReadOnlyList<(string Modality, string[] Names, bool[][] Missing)> _modalities;

    private InputCoverage(IReadOnlyList<(string, string[], bool[][])> modalities) => _modalities = modalities;

    /// <param name="scored">Rows after the model's pipeline.</param>
    /// <param name="schema">What the pipeline reads.</param>
    /// <param name="modalities">The model's modalities.</param>
    /// <param name="inputs">The features that the pipeline's fits read, each <c>modality.slot</c>.</param>
    public static InputCoverage Of(IDataView scored, DataViewSchema schema, IReadOnlyList<string> modalities, IReadOnlyList<string> inputs)
    {
        var read = inputs.ToHashSet(StringComparer.Ordinal);
        var found = new List<(string, string[], bool[][])>();
        foreach (var modality in modalities)
        {
            string[] names = [.. SlotNames.Read(schema[modality]).Select(n => $"{modality}.{n}")];

            // A modality that makes a model of its own keeps its own slot names on the way into the features.
            int[] used = [.. Enumerable.Range(0, names.Length).Where(j => read.Contains(names[j][(modality.Length + 1)..]) || read.Contains(names[j]))];
            bool[][] missing = [.. scored.GetColumn<bool[]>(scored.Schema[ModelPipeline.MissingOf(modality)]).Select(row => Array.ConvertAll(used, j => row[j]))];
            found.Add((modality, Array.ConvertAll(used, j => names[j]), missing));
        }

        return new InputCoverage(found);
    }

    /// <summary>The inputs a patient has no value of.</summary>
    /// <param name="row">From 0.</param>
    public IReadOnlyList<string> Missing(int row) => [.. _modalities.SelectMany(m => m.Names.Where((_, j) => m.Missing[row][j]))];

    /// <summary>The first modality of which a patient has no input at all; null when there is none.</summary>
    /// <param name="row">From 0.</param>
    public string? AbsentModality(int row) => _modalities.FirstOrDefault(m => m.Names.Length > 0 && Array.TrueForAll(m.Missing[row], missing => missing)).Modality;
}
