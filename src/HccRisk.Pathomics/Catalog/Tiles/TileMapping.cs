using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace HccRisk.Pathomics.Catalog.Tiles;

/// <summary>
/// The mapping from a place to the tile's tensor. ML.NET fixes the size of a mapping's output at compile time, and its transformer of ONNX
/// models takes no vector of unknown size: hence a class for each side that encoders have.
/// </summary>
internal static class TileMapping
{
    public const string SlideColumn = "HccRisk.Slide";
    public const string ScaleColumn = "HccRisk.MicronsPerPixel";
    public const string XColumn = "HccRisk.X";
    public const string YColumn = "HccRisk.Y";
    public const string SetupColumn = "HccRisk.TileSetup";
    public const string TensorColumn = "HccRisk.Tile";
    public const string FaultsColumn = "HccRisk.TileFaults";

    private const string Contract = "HccRisk.LoadTiles/1/";

    /// <summary>Pixels a side that tensors can have.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [224, 256, 384, 448, 512];

    /// <summary>The mapping for tiles of one of <see cref="Sizes"/>.</summary>
    public static IEstimator<ITransformer> Make(TransformsCatalog catalog, int side) => side switch
    {
        224 => catalog.CustomMapping(new Factory224().GetMapping(), Contract + "224"),
        256 => catalog.CustomMapping(new Factory256().GetMapping(), Contract + "256"),
        384 => catalog.CustomMapping(new Factory384().GetMapping(), Contract + "384"),
        448 => catalog.CustomMapping(new Factory448().GetMapping(), Contract + "448"),
        _ => catalog.CustomMapping(new Factory512().GetMapping(), Contract + "512"),
    };

    /// <summary>Where a tile is, and how it is loaded.</summary>
    internal sealed class Place
    {
        [ColumnName(SlideColumn)]
        public ReadOnlyMemory<char> Slide { get; set; }

        [ColumnName(ScaleColumn)]
        public double MicronsPerPixel { get; set; }

        [ColumnName(XColumn)]
        public int X { get; set; }

        [ColumnName(YColumn)]
        public int Y { get; set; }

        [ColumnName(SetupColumn)]
        public ReadOnlyMemory<char> Setup { get; set; }
    }

    /// <summary>What is written.</summary>
    internal abstract class Tensor
    {
        [ColumnName(FaultsColumn)]
        public float Faults { get; set; }
    }

    /// <summary>Its planes, which each size declares itself, for the attribute holds it.</summary>
    internal interface IPlanes
    {
        VBuffer<float> Values { get; set; }
    }

    internal abstract class Factory<TTensor> : CustomMappingFactory<Place, TTensor>
        where TTensor : Tensor, IPlanes, new()
    {
        public override Action<Place, TTensor> GetMapping()
        {
            // Several cursors may run at once: each thread reads slides of its own.
            var open = new ThreadLocal<TileSource?>();
            return (place, tensor) =>
            {
                if (open.Value is not { } source || !source.Serves(place))
                {
                    open.Value?.Dispose();
                    open.Value = null;
                    open.Value = source = new TileSource(place);
                }

                var values = tensor.Values;
                var editor = VBufferEditor.Create(ref values, source.TensorLength);
                tensor.Faults = (float)source.Load(place.X, place.Y, editor.Values);
                tensor.Values = editor.Commit();
            };
        }
    }

    internal sealed class Tensor224 : Tensor, IPlanes
    {
        [ColumnName(TensorColumn), VectorType(3, 224, 224)]
        public VBuffer<float> Values { get; set; }
    }

    internal sealed class Tensor256 : Tensor, IPlanes
    {
        [ColumnName(TensorColumn), VectorType(3, 256, 256)]
        public VBuffer<float> Values { get; set; }
    }

    internal sealed class Tensor384 : Tensor, IPlanes
    {
        [ColumnName(TensorColumn), VectorType(3, 384, 384)]
        public VBuffer<float> Values { get; set; }
    }

    internal sealed class Tensor448 : Tensor, IPlanes
    {
        [ColumnName(TensorColumn), VectorType(3, 448, 448)]
        public VBuffer<float> Values { get; set; }
    }

    internal sealed class Tensor512 : Tensor, IPlanes
    {
        [ColumnName(TensorColumn), VectorType(3, 512, 512)]
        public VBuffer<float> Values { get; set; }
    }

    [CustomMappingFactoryAttribute(Contract + "224")]
    internal sealed class Factory224 : Factory<Tensor224>;

    [CustomMappingFactoryAttribute(Contract + "256")]
    internal sealed class Factory256 : Factory<Tensor256>;

    [CustomMappingFactoryAttribute(Contract + "384")]
    internal sealed class Factory384 : Factory<Tensor384>;

    [CustomMappingFactoryAttribute(Contract + "448")]
    internal sealed class Factory448 : Factory<Tensor448>;

    [CustomMappingFactoryAttribute(Contract + "512")]
    internal sealed class Factory512 : Factory<Tensor512>;
}
