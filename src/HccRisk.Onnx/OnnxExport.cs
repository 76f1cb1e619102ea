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
    private const int OutputField = 12;
    private const int OpsetField = 8;
    private const string MlDomain = "ai.onnx.ml";

    public static OnnxModelDescription Write(MLContext context, ITransformer model, DataViewSchema schema, Stream file)
    {
        IDataView view = new NoRows(schema, schema.Select(c => c.Name).ToHashSet(StringComparer.Ordinal));
        var parts = new List<ITransformer>();
        var ends = new List<OnnxHorizons>();
        ModelStep[] steps = [.. LearnedModel.Steps(model)];
        foreach (var (place, step) in steps.Index())
        {
            var rewritten = steps.Skip(place + 1).SelectMany(s => s.Columns?.Outputs ?? []).ToHashSet(StringComparer.Ordinal);
            var end = step.Function is LearnedFunction function ? new OnnxHorizons(step.Columns!, function.Outputs, rewritten) : null;
            (step.Function as LearnedFunction)?.Lower(end!);
            if (end?.HasTrees != true && ends.Exists(e => e.HasTrees))
            {
                throw new NotSupportedException(
                    $"{(step.Function ?? (object)step.Transformer).GetType().Name} comes after a model of trees, which can only be the end of an ONNX graph.");
            }

            // What trees read must be made by the converter: a copy, which any step or none may come before.
            foreach (var part in end?.HasTrees == true ? [context.Transforms.Concatenate(end.InputColumn, step.Columns!.Input).Fit(view)] : step.Convertible(view))
            {
                parts.Add(part);
                view = part.Transform(view);
            }

            if (end is not null)
            {
                ends.Add(end);
            }
        }

        string[] scores = [.. ends.SelectMany(h => h.Scores)];
        string[] trees = [.. ends.Where(h => h.HasTrees).Select(h => h.InputColumn)];
        if (scores.Length + trees.Length == 0)
        {
            throw new NotSupportedException("The model has no score that is linear or of trees: nothing of it can be exported as ONNX.");
        }

        var converted = new TransformerChain<ITransformer>([.. parts]);
        var inputs = Needed(converted, schema, [.. scores, .. trees]);
        using var plain = new MemoryStream();
        context.Model.ConvertToOnnx(converted, inputs, plain, [.. scores, .. trees]);
        var graph = OnnxMessage.Parse(ByteString.CopyFrom(plain.ToArray()))
            .Replace(GraphField, g => Without(WithGather(OnnxMessage.Parse(g)), trees).ToBytes());
        graph = trees.Length > 0 ? WithTrees(graph) : graph;
        var fitted = model.GetOutputSchema(schema);
        string[] outputs = [.. scores, .. ends.SelectMany(h => h.Written)];
        var description = new OnnxModelDescription(
            [.. inputs.Schema.Select(c => new OnnxTensor(c.Name, SlotNames.Read(c)))],
            [.. outputs.Select(o => new OnnxTensor($"{o}.output", SlotNames.Read(fitted[o])))]);
        foreach (var tensor in description.Inputs.Concat(description.Outputs))
        {
            graph.Add(MetadataField, new OnnxMessage().Add(1, $"slots of {tensor.Name}").Add(2, string.Join('\n', tensor.Slots)));
        }

        // A message that follows another adds to its lists: nodes, constants and outputs come to the graph's.
        foreach (var more in ends)
        {
            graph.Add(GraphField, more.Graph);
        }

        graph.ToBytes().WriteTo(file);
        return description;
    }

    /// <summary>The graph without what the converter makes of columns that only trees read: an output of them, and of the names of their slots.</summary>
    private static OnnxMessage Without(OnnxMessage graph, string[] columns)
    {
        bool Unread(string? name) => columns.Any(c => name == $"{c}.output" || name?.StartsWith($"mlnet.{c}.", StringComparison.Ordinal) == true);
        return graph.Replace(OutputField, output => Unread(OnnxMessage.Parse(output).Text(1)) ? null : output)
            .Replace(NodeField, node => OnnxMessage.Parse(node).Text(2) is { } made && made.StartsWith("mlnet.", StringComparison.Ordinal) && Unread(made) ? null : node)
            .Replace(InitializerField, tensor => Unread(OnnxMessage.Parse(tensor).Text(8)) ? null : tensor);
    }

    /// <summary>The model with the version of ai.onnx.ml that trees need; older operators mean the same in it.</summary>
    private static OnnxMessage WithTrees(OnnxMessage model) => model
        .Replace(OpsetField, opset => OnnxMessage.Parse(opset).Text(1) == MlDomain ? null : opset)
        .Add(OpsetField, new OnnxMessage().Add(1, MlDomain).Add(2, OnnxTrees.Version));

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
