using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Features.Imputation;

/// <summary>Writes 1 where every slot of a vector is missing and 0 elsewhere: patients without a modality. It learns nothing but the number of slots.</summary>
internal sealed class AbsenceIndicator(TransformsCatalog catalog, string column, string output) : IEstimator<ITransformer>
{
    private const string Flags = "HccRisk.Absent.Flags";
    private const string Count = "HccRisk.Absent.Count";

    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        new RequiredColumn(column, RequiredColumnKind.Vector).Check(input.Schema);
        return Chain(((VectorDataViewType)input.Schema[column].Type).Size).Fit(input);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        new RequiredColumn(column, RequiredColumnKind.Vector).Check(inputSchema);
        return Chain(1).GetOutputSchema(inputSchema);
    }

    private EstimatorChain<ITransformer> Chain(int slots) =>
        catalog.IndicateMissingValues(Flags, column)
            .Append(catalog.Conversion.ConvertType(Flags, outputKind: DataKind.Single))
            .Append(new Sum(catalog))
            .Append(catalog.Expression(output, FormattableString.Invariant($"count => count > {slots}f - 0.5f ? 1f : 0f"), Count))
            .Append<ITransformer>(catalog.DropColumns(Flags, Count));

    private sealed class Sum(TransformsCatalog catalog) : LearnedEstimator<SlotSum>(catalog, new LearnedColumns(Flags, [Count]))
    {
        protected override IReadOnlyList<LearnedOutput> OutputShape => [new("Sum")];

        protected override SlotSum Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log) => new() { InputSlots = slots };
    }
}
