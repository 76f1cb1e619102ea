namespace HccRisk.Pathomics.Embedding.Onnx;

/// <summary>
/// A float32 backbone as ML.NET's transformer of ONNX models takes it: fixed to one tile, its ends called as the columns are. Numbers below
/// are field numbers of the schema (onnx.proto3).
/// </summary>
internal static class OnnxTileModel
{
    public const string Input = "Tile";
    public const string Output = "Embedding";

    private const int GraphOfModel = 7;
    private const int NodeOfGraph = 1;
    private const int InputOfGraph = 11;
    private const int OutputOfGraph = 12;
    private const int ValueInfoOfGraph = 13;
    private const int Float = 1;

    /// <param name="model">A model whose one free input is the manifest's, and whose output is.</param>
    /// <param name="manifest">What it takes.</param>
    /// <param name="outputShape">Dimensions of the output after the first (tiles).</param>
    public static byte[] Wrap(ReadOnlyMemory<byte> model, BackboneManifest manifest, long[] outputShape)
    {
        var graph = ProtoField.Read(ProtoField.Read(model).First(x => x.Number == GraphOfModel).Content).ToArray();
        List<ReadOnlyMemory<byte>> parts =
        [
            Bridge(Input, manifest.Input),
            .. graph.Where(x => x.Number is not (OutputOfGraph or ValueInfoOfGraph))
                .Where(x => x.Number != InputOfGraph || NameOf(x.Content) != manifest.Input)
                .Select(x => x.Whole),
            Bridge(manifest.Output, Output),
            Value(InputOfGraph, Input, [1, 3, manifest.TilePixels, manifest.TilePixels]),
            Value(OutputOfGraph, Output, [1, .. outputShape]),
        ];
        return Proto.Join([.. ProtoField.Read(model).Where(x => x.Number != GraphOfModel).Select(x => x.Whole), Proto.Field(GraphOfModel, Proto.Join(parts))]);
    }

    private static ReadOnlyMemory<byte> Bridge(string from, string to)
    {
        using var node = new ProtoWriter();
        return Proto.Field(NodeOfGraph, node.Text(1, from).Text(2, to).Text(4, "Identity").ToArray());
    }

    private static ReadOnlyMemory<byte> Value(int field, string name, long[] shape)
    {
        using var value = new ProtoWriter();
        value.Text(1, name).Message(2, type => type.Message(1, tensor => tensor.Integer(1, Float).Message(2, dimensions =>
        {
            foreach (var size in shape)
            {
                dimensions.Message(1, x => x.Integer(1, size));
            }
        })));
        return Proto.Field(field, value.ToArray());
    }

    private static string NameOf(ReadOnlyMemory<byte> value) => ProtoField.Read(value).FirstOrDefault(x => x.Number == 1).Text;
}
