using HccRisk.Core.IO;

namespace HccRisk.Pathomics.Embedding.Onnx;

/// <summary>The files an ONNX model (onnx.proto3) takes numbers from, wherever in it a tensor stands: graphs, graphs within nodes, functions.</summary>
internal static class OnnxExternalData
{
    /// <summary>Graphs inside one another: more than any exporter writes, and what the walk's stack holds.</summary>
    private const int MaximumDepth = 64;

    // A place OnnxRuntime takes for an address in its own memory.
    private const string MemoryAddress = "_ORT_MEM_ADDR_";

    private static readonly Kind Tensor = new();
    private static readonly Kind Sparse = new();
    private static readonly Kind Attribute = new();
    private static readonly Kind Node = new();
    private static readonly Kind Graph = new();
    private static readonly Kind Function = new();
    private static readonly Kind Training = new();
    private static readonly Kind Model = new();

    static OnnxExternalData()
    {
        Sparse.Parts = new() { [1] = Tensor, [2] = Tensor };
        Attribute.Parts = new() { [5] = Tensor, [6] = Graph, [10] = Tensor, [11] = Graph, [22] = Sparse, [23] = Sparse };
        Node.Parts = new() { [5] = Attribute };
        Graph.Parts = new() { [1] = Node, [5] = Tensor, [15] = Sparse };
        Function.Parts = new() { [7] = Node, [11] = Attribute };
        Training.Parts = new() { [1] = Graph, [2] = Graph };
        Model.Parts = new() { [7] = Graph, [20] = Training, [25] = Function };
    }

    /// <summary>Their names as the model has them, distinct, in ordinal order.</summary>
    /// <exception cref="InvalidDataException">The bytes are no ONNX model, or graphs are too deep in one another.</exception>
    public static IReadOnlyList<string> Locations(ReadOnlyMemory<byte> model)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        Collect(model, Model, found, 0);
        return [.. found];
    }

    /// <summary>Refuses names of files outside the model's folder, and those that are none.</summary>
    /// <param name="locations">What <see cref="Locations"/> gives.</param>
    /// <param name="folder">The model's folder; null when it has none, as a model made in memory.</param>
    /// <exception cref="InvalidDataException">One is not inside; the message names it.</exception>
    public static void Check(IReadOnlyList<string> locations, string? folder)
    {
        foreach (var location in locations)
        {
            if (location.Length == 0 || location.Any(c => char.IsControl(c) || c == '\uFFFD') || location.Contains(MemoryAddress, StringComparison.Ordinal)
                || Path.IsPathRooted(location) || folder is null || !ReferencedFiles.StaysInside(folder, location))
            {
                throw new InvalidDataException($"its weights are in '{location}', which is no file in the model's own folder");
            }
        }
    }

    private static void Collect(ReadOnlyMemory<byte> message, Kind kind, SortedSet<string> found, int depth)
    {
        if (depth > 4 * MaximumDepth)
        {
            throw new InvalidDataException(FormattableString.Invariant($"more than {MaximumDepth} graphs inside one another."));
        }

        foreach (var field in ProtoField.Read(message))
        {
            if (kind == Tensor && field.Number == 13)
            {
                var entry = ProtoField.Read(field.Content).ToArray();
                if (entry.Any(x => x.Number == 1 && x.Text == "location"))
                {
                    found.UnionWith(entry.Where(x => x.Number == 2).Select(x => x.Text));
                }
            }
            else if (kind.Parts.TryGetValue(field.Number, out var part))
            {
                Collect(field.Content, part, found, depth + 1);
            }
        }
    }

    /// <summary>A message of the schema: which of its fields are messages that lead to tensors.</summary>
    private sealed class Kind
    {
        public Dictionary<int, Kind> Parts { get; set; } = [];
    }
}
