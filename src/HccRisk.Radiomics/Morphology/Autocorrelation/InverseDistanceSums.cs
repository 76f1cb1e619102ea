using System.Numerics;
using System.Runtime.InteropServices;
using HccRisk.Imaging;
using HccRisk.Radiomics.Numerics;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Morphology.Autocorrelation;

/// <summary>
/// Sums over all ordered pairs of voxels weighted with 1 / distance. By Parseval's theorem they are sums over frequencies: nothing is
/// transformed back, and after the lines along x each plane of frequencies is done by itself, in a buffer that stays in cache.
/// </summary>
internal sealed class InverseDistanceSums
{
    /// <summary>Values, mask and squared values.</summary>
    private const int Signals = 3;

    /// <summary>Vectors of one array of a slab of frequencies: at four lanes 64 MB for all six, as long as <see cref="MostSlabs"/> allows.</summary>
    private const int SlabVectors = 64_000_000 / (2 * Signals * 4 * sizeof(double));

    /// <summary>Each slab transforms the lines along x anew.</summary>
    private const int MostSlabs = 4;

    private readonly ConvolutionBox _box;
    private readonly int _rows;
    private readonly int _slab;
    private readonly Vector<double>[][] _re = new Vector<double>[Signals][];
    private readonly Vector<double>[][] _im = new Vector<double>[Signals][];

    private InverseDistanceSums(ConvolutionBox box)
    {
        _box = box;
        _rows = InverseDistanceSpectrum.Vectors(box.UsedHeight);
        var slabs = Math.Clamp(((box.HalfWidth * box.UsedDepth * _rows) + SlabVectors - 1) / SlabVectors, 1, MostSlabs);
        _slab = (box.HalfWidth + slabs - 1) / slabs;
        for (var s = 0; s < Signals; s++)
        {
            _re[s] = GC.AllocateUninitializedArray<Vector<double>>(_slab * box.UsedDepth * _rows);
            _im[s] = GC.AllocateUninitializedArray<Vector<double>>(_slab * box.UsedDepth * _rows);
        }
    }

    /// <summary>Σ w, Σ w x y and Σ w x² of voxels of a box whose coordinates start at <paramref name="padding"/>.</summary>
    internal static (double Weights, double Products, double Own) Compute(
        ConvolutionBox box, ReadOnlySpan<RegionVoxel> voxels, int padding, ReadOnlySpan<double> values, Vector3D spacing)
    {
        var sums = new InverseDistanceSums(box);
        var spectrum = new InverseDistanceSpectrum(box, spacing);
        double weights = 0, products = 0, own = 0;
        for (var from = 0; from < box.HalfWidth; from += sums._slab)
        {
            var to = Math.Min(box.HalfWidth, from + sums._slab);
            sums.TransformX(voxels, padding, values, from, to);
            sums.AddPlanes(spectrum, from, to, ref weights, ref products, ref own);
        }

        return (weights / box.Count, products / box.Count, own / box.Count);
    }

    /// <summary>A slice at a time: values and mask as the parts of one transform, squares as another.</summary>
    private void TransformX(ReadOnlySpan<RegionVoxel> voxels, int padding, ReadOnlySpan<double> values, int from, int to)
    {
        var plan = new FourierPlan(_box.Width);
        var (re, im, squares, zero) = (new Vector<double>[_box.Width], new Vector<double>[_box.Width], new Vector<double>[_box.Width], new Vector<double>[_box.Width]);
        var slice = new Vector<double>[Signals][];
        for (var s = 0; s < Signals; s++)
        {
            slice[s] = new Vector<double>[_box.UsedWidth * _rows];
        }

        var row = _rows * Vector<double>.Count;
        for (int z = 0, v = 0; z < _box.UsedDepth; z++)
        {
            Span<double> x = Doubles(slice[0]), m = Doubles(slice[1]), q = Doubles(slice[2]);
            x.Clear();
            m.Clear();
            q.Clear();
            for (; v < voxels.Length && voxels[v].Z == z + padding; v++)
            {
                var at = ((voxels[v].X - padding) * row) + voxels[v].Y - padding;
                (x[at], m[at], q[at]) = (values[v], 1, values[v] * values[v]);
            }

            for (var b = 0; b < _rows; b++)
            {
                for (var i = 0; i < _box.UsedWidth; i++)
                {
                    (re[i], im[i], squares[i]) = (slice[0][(i * _rows) + b], slice[1][(i * _rows) + b], slice[2][(i * _rows) + b]);
                }

                re.AsSpan(_box.UsedWidth).Clear();
                im.AsSpan(_box.UsedWidth).Clear();
                squares.AsSpan(_box.UsedWidth).Clear();
                Array.Clear(zero);
                plan.Transform(re, im);
                plan.Transform(squares, zero);
                for (var k = from; k < to; k++)
                {
                    // Of real signals a and b sent as a + ib: the even part of the spectrum is a's, the odd part ib's.
                    var (mirror, at) = (k == 0 ? 0 : _box.Width - k, ((((k - from) * _box.UsedDepth) + z) * _rows) + b);
                    (_re[0][at], _im[0][at]) = ((re[k] + re[mirror]) * 0.5, (im[k] - im[mirror]) * 0.5);
                    (_re[1][at], _im[1][at]) = ((im[k] + im[mirror]) * 0.5, (re[mirror] - re[k]) * 0.5);
                    (_re[2][at], _im[2][at]) = (squares[k], zero[k]);
                }
            }
        }
    }

    private void AddPlanes(InverseDistanceSpectrum spectrum, int from, int to, ref double weights, ref double products, ref double own)
    {
        var (alongY, alongZ) = (new FourierPlan(_box.Height), new FourierPlan(_box.Depth));
        var columns = InverseDistanceSpectrum.Vectors(_box.Depth);
        var kernel = new Vector<double>[((_box.Height / 2) + 1) * columns];
        var (re, im, planeRe, planeIm) = (new Vector<double>[Signals][], new Vector<double>[Signals][], new Vector<double>[Signals][], new Vector<double>[Signals][]);
        for (var s = 0; s < Signals; s++)
        {
            (re[s], im[s]) = (new Vector<double>[Math.Max(_box.Height, _box.Depth)], new Vector<double>[Math.Max(_box.Height, _box.Depth)]);
            (planeRe[s], planeIm[s]) = (new Vector<double>[_box.UsedHeight * columns], new Vector<double>[_box.UsedHeight * columns]);
        }

        for (var x = from; x < to; x++)
        {
            spectrum.Plane(x, Doubles(kernel));
            for (var s = 0; s < Signals; s++)
            {
                TransformZ(x - from, s, alongZ, re[s], im[s], Doubles(planeRe[s]), Doubles(planeIm[s]));
            }

            var (planeWeights, planeProducts, planeOwn) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
            for (var b = 0; b < columns; b++)
            {
                for (var s = 0; s < Signals; s++)
                {
                    for (var y = 0; y < _box.UsedHeight; y++)
                    {
                        (re[s][y], im[s][y]) = (planeRe[s][(y * columns) + b], planeIm[s][(y * columns) + b]);
                    }

                    re[s].AsSpan(_box.UsedHeight).Clear();
                    im[s].AsSpan(_box.UsedHeight).Clear();
                    alongY.Transform(re[s], im[s]);
                }

                for (var y = 0; y < _box.Height; y++)
                {
                    var weight = kernel[(Math.Min(y, _box.Height - y) * columns) + b];
                    planeProducts += weight * ((re[0][y] * re[0][y]) + (im[0][y] * im[0][y]));
                    planeWeights += weight * ((re[1][y] * re[1][y]) + (im[1][y] * im[1][y]));
                    planeOwn += weight * ((re[1][y] * re[2][y]) + (im[1][y] * im[2][y]));
                }
            }

            // All but the lowest and the highest frequency stand for their mirror image too.
            var both = x == 0 || 2 * x == _box.Width ? 1 : 2;
            weights += both * Vector.Sum(planeWeights);
            products += both * Vector.Sum(planeProducts);
            own += both * Vector.Sum(planeOwn);
        }
    }

    /// <summary>Transforms a plane along z and turns it, so that vectors then hold neighbours along z.</summary>
    private void TransformZ(int x, int signal, FourierPlan plan, Span<Vector<double>> re, Span<Vector<double>> im, Span<double> planeRe, Span<double> planeIm)
    {
        var lanes = Vector<double>.Count;
        var row = InverseDistanceSpectrum.Vectors(_box.Depth) * lanes;
        for (var b = 0; b < _rows; b++)
        {
            for (var z = 0; z < _box.UsedDepth; z++)
            {
                var at = (((x * _box.UsedDepth) + z) * _rows) + b;
                (re[z], im[z]) = (_re[signal][at], _im[signal][at]);
            }

            re[_box.UsedDepth..].Clear();
            im[_box.UsedDepth..].Clear();
            plan.Transform(re, im);
            Span<double> lineRe = MemoryMarshal.Cast<Vector<double>, double>(re), lineIm = MemoryMarshal.Cast<Vector<double>, double>(im);
            for (var lane = 0; lane < lanes && (b * lanes) + lane < _box.UsedHeight; lane++)
            {
                var start = ((b * lanes) + lane) * row;
                for (var z = 0; z < _box.Depth; z++)
                {
                    planeRe[start + z] = lineRe[(z * lanes) + lane];
                    planeIm[start + z] = lineIm[(z * lanes) + lane];
                }
            }
        }
    }

    private static Span<double> Doubles(Vector<double>[] vectors) => MemoryMarshal.Cast<Vector<double>, double>(vectors.AsSpan());
}
