using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Embedding.Onnx;

namespace HccRisk.Pathomics.Tests.Fuzzing;

/// <summary>Small networks that work: y = x * scale, the scale in the model or computed by a branch.</summary>
internal static class OnnxSeeds
{
    private const int Side = 8;

    public static BackboneManifest Manifest { get; } = new()
    {
        Name = "tiny",
        Input = "x",
        Output = "y",
        TilePixels = Side,
        MicronsPerPixel = 1,
        Width = 3 * Side * Side,
        Pooling = TokenPooling.None,
        Licence = "none",
    };

    public static byte[][] Models { get; } = [Made(constant: false), Made(constant: true)];

    private static byte[] Made(bool constant)
    {
        using var model = new ProtoWriter();
        byte[] one = [0, 0, 0x80, 0x3F];
        return model.Integer(1, 8).Message(8, x => x.Text(1, "").Integer(2, 17)).Message(7, graph =>
        {
            if (constant)
            {
                graph.Message(1, node => node.Text(2, "scale").Text(4, "Constant").Message(5, a => a.Text(1, "value").Message(5, Tensor).Integer(20, 4)));
            }

            graph.Message(1, node => node.Text(1, "x").Text(1, "scale").Text(2, "z").Text(4, "Mul"))
                .Message(1, node => node.Text(1, "z").Text(2, "y").Text(4, "Flatten").Message(5, a => a.Text(1, "axis").Integer(3, 1).Integer(20, 2)))
                .Text(2, "tiny");
            if (!constant)
            {
                graph.Message(5, Tensor);
            }

            graph.Message(11, value => Value(value, "x", 1, 3, Side, Side)).Message(12, value => Value(value, "y", 1, 3 * Side * Side));
        }).ToArray();

        void Tensor(ProtoWriter tensor) => tensor.Integer(1, 1).Integer(2, 1).Text(8, "scale").Bytes(9, one);

        static void Value(ProtoWriter value, string name, params int[] sizes) => value.Text(1, name).Message(2, type => type.Message(1, tensor => tensor.Integer(1, 1).Message(2, shape =>
        {
            foreach (var size in sizes)
            {
                shape.Message(1, x => x.Integer(1, size));
            }
        })));
    }
}
