using Google.Protobuf;
using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Onnx;

/// <summary>Converts a model: ML.NET's converter up to the scores, then the nodes of the horizons.</summary>
internal static class OnnxExport
{
    private const int GraphField = 7;
    private const int MetadataField = 14;
    private const int NodeField = 1;
    private const int InitializerField = 5;

    public static OnnxModelDescription Write(MLContext context, ITransformer model, DataViewSchema schema, Stream file)
    {
        IDataView view = new NoRows(schema, schema.Select(c => c.Name).ToHashSet(StringComparer.Ordinal));
        var parts = new List<ITransformer>();
        var horizons = new List<OnnxHorizons>();
        foreach (var step in LearnedModel.Steps(model))
        {
            foreach (var part in step.Convertible(view))
            {
                parts.Add(part);
                view = part.Transform(view);
            }

            if (step.Function is LearnedFunction function)
            {
                var written = new OnnxHorizons(step.Columns!);
                function.Lower(written);
                horizons.Add(written);
            }
        }

        string[] scores = [.. horizons.SelectMany(h => h.Scores)];
        if (scores.Length == 0)
        {
            throw new NotSupportedException("The model has no linear score: nothing of it can be exported as ONNX.");
        }

        var converted = new TransformerChain<ITransformer>([.. parts]);
        var inputs = Needed(converted, schema, scores);
        using var plain = new MemoryStream();
        context.Model.ConvertToOnnx(converted, inputs, plain, scores);
        var graph = OnnxMessage.Parse(ByteString.CopyFrom(plain.ToArray()))
            .Replace(GraphField, g => WithGather(OnnxMessage.Parse(g)).ToBytes());
        var fitted = model.GetOutputSchema(schema);
        string[] outputs = [.. scores, .. horizons.SelectMany(h => h.Written)];
        var description = new OnnxModelDescription(
            [.. inputs.Schema.Select(c => new OnnxTensor(c.Name, SlotNames.Read(c)))],
            [.. outputs.Select(o => new OnnxTensor($"{o}.output", SlotNames.Read(fitted[o])))]);
        foreach (var tensor in description.Inputs.Concat(description.Outputs))
        {
            graph.Add(MetadataField, new OnnxMessage().Add(1, $"slots of {tensor.Name}").Add(2, string.Join('\n', tensor.Slots)));
        }

        // A message that follows another adds to its lists: nodes, constants and outputs come to the graph's.
        foreach (var more in horizons)
        {
            graph.Add(GraphField, more.Graph);
        }

        graph.ToBytes().WriteTo(file);
        return description;
    }

    /// <summary>The columns that the scores depend on.</summary>
    private static NoRows Needed(ITransformer model, DataViewSchema schema, string[] scores)
    {
        var mapper = model.GetRowToRowMapper(schema);
        var needed = mapper.GetDependencies(scores.Select(s => mapper.OutputSchema[s]));
        return new NoRows(schema, needed.Select(c => c.Name).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>
    /// ML.NET's converter selects slots by GatherElements, whose result has one row however many go in: Gather takes the same slots of
    /// every row.
    /// </summary>
    private static OnnxMessage WithGather(OnnxMessage graph)
    {
        var indices = new HashSet<string>(StringComparer.Ordinal);
        var nodes = graph.Replace(NodeField, bytes =>
        {
            var node = OnnxMessage.Parse(bytes);
            if (node.Text(4) != "GatherElements")
            {
                return bytes;
            }

            indices.Add(node.All(1).Last().ToStringUtf8());
            return node.Replace(4, _ => ByteString.CopyFromUtf8("Gather")).ToBytes();
        });
        return nodes.Replace(InitializerField, bytes =>
        {
            var tensor = OnnxMessage.Parse(bytes);
            return tensor.Text(8) is { } name && indices.Contains(name) ? Flat(tensor).ToBytes() : bytes;
        });
    }

    /// <summary>A tensor of one row as a tensor without rows; its numbers stay.</summary>
    private static OnnxMessage Flat(OnnxMessage tensor)
    {
        using var sizes = tensor.All(1).Single().CreateCodedInput();
        sizes.ReadInt64();
        return tensor.Replace(1, _ => null).Add(1, sizes.ReadInt64());
    }
}
