using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Features.Scaling;

/// <summary>Finds the size, a column of its own or a slot of the vector, and learns <see cref="SizeResiduals"/>.</summary>
internal sealed class SizeEstimator(TransformsCatalog catalog, SizeResidualOptions options) : IEstimator<ITransformer>
{
    private const string Joined = "HccRisk.Sized";

    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        new RequiredColumn(options.InputColumn, RequiredColumnKind.Vector).Check(input.Schema);
        if (input.Schema.GetColumnOrNull(options.Size) is null)
        {
            return new SizeResidualizer(catalog, options, names: null).Fit(input);
        }

        new RequiredColumn(options.Size, RequiredColumnKind.Number).Check(input.Schema);
        return Beside(SlotNames.Read(input.Schema[options.InputColumn])).Fit(input);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        new RequiredColumn(options.InputColumn, RequiredColumnKind.Vector).Check(inputSchema);
        if (inputSchema.All(c => c.Name != options.Size))
        {
            return new SizeResidualizer(catalog, options, names: null).GetOutputSchema(inputSchema);
        }

        new RequiredColumn(options.Size, RequiredColumnKind.Number).Check(inputSchema);
        return Beside(["?"]).GetOutputSchema(inputSchema);
    }

    private EstimatorChain<ITransformer> Beside(IReadOnlyList<string> names)
    {
        var joined = options with { InputColumn = Joined, OutputColumn = options.OutputColumn ?? options.InputColumn };
        return catalog.Concatenate(Joined, options.Size, options.InputColumn)
            .Append(new SizeResidualizer(catalog, joined, names))
            .Append<ITransformer>(catalog.DropColumns(Joined));
    }
}
