using HccRisk.Pathomics.Embedding.Onnx;
using HccRisk.Pathomics.Stain;

namespace HccRisk.Pathomics.Embedding;

/// <summary>
/// The embedded default backbone as an ONNX model: H&amp;E colour deconvolution, then a wavelet scattering of the haematoxylin and
/// the eosin channel (3 scales, 8 orientations, orders 0 to 2), then the mean of every path over the tile.
/// A descriptor of texture with fixed filters and no training; it is not a foundation model.
/// </summary>
/// <remarks>
/// Scale j is the signal low-passed and halved j times, convolved with one base wavelet. Convolutions see only whole neighbourhoods
/// (no padding). The second order is sampled at every second position: its mean needs no more.
/// Orders: 0 the mean; 1 the mean of |x_j * psi_k|; 2 the mean of ||x_j * psi_k| lowered to j' * psi_k'|, j' above j.
/// </remarks>
internal static class ScatteringNetwork
{
    public const string Input = "tiles";
    public const string Output = "embedding";

    private const int L = MorletFilters.Orientations;

    /// <summary>Angles between two of L undirected orientations, mirror images alike: 0 to 90 degrees.</summary>
    private const int AnglesBetween = (L / 2) + 1;

    private static readonly (int From, int To)[] Pairs = [(0, 1), (0, 2), (1, 2)];

    /// <summary>Paths of one channel: 1 + 3 * 8 + 3 * 64.</summary>
    public const int PathsPerChannel = 1 + (MorletFilters.Scales * L) + (3 * L * L);

    public static byte[] Build(ScatteringOptions options)
    {
        var graph = new OnnxGraph("hccrisk_scattering");
        var wavelets = graph.Constant(MorletFilters.Wavelets(), 2 * L, 1, MorletFilters.Size, MorletFilters.Size);
        var lowPassOne = graph.Constant(MorletFilters.LowPass(1), 1, 1, MorletFilters.LowPassSize, MorletFilters.LowPassSize);
        var lowPassAll = graph.Constant(MorletFilters.LowPass(L), L, 1, MorletFilters.LowPassSize, MorletFilters.LowPassSize);

        var stains = graph.Node("Conv", [graph.Node("Log", [graph.Node("Max", [Input, graph.Constant([1 / 255f], 1)])]), Unmixing(graph)]);
        var size = options.TilePixels;
        var x0 = Reshape(stains, 1, size, size);
        string[] signal = [x0, "", ""];
        for (var j = 1; j < MorletFilters.Scales; j++)
        {
            signal[j] = graph.Node("Conv", [signal[j - 1], lowPassOne], ("strides", [2, 2]));
        }

        List<string> paths = [Mean(x0)];
        var first = new string[MorletFilters.Scales];
        for (var j = 0; j < MorletFilters.Scales; j++)
        {
            first[j] = Modulus(graph.Node("Conv", [signal[j], wavelets]));
            paths.Add(Mean(first[j]));
        }

        var lowered = new Dictionary<(int From, int To), string>();
        foreach (var (from, to) in Pairs)
        {
            var finer = lowered.GetValueOrDefault((from, to - 1), first[from]);
            lowered[(from, to)] = graph.Node("Conv", [finer, lowPassAll], ("strides", [2, 2]), ("group", [L]));
            var side = SideAfter(size, from, to);
            var second = Modulus(graph.Node("Conv", [Reshape(lowered[(from, to)], 1, side, side), wavelets], ("strides", [2, 2])));
            paths.Add(Reshape(Mean(second), L * L));
        }

        var all = Reshape(graph.Node("Concat", [.. paths], ("axis", [1])), 2 * PathsPerChannel);
        var width = OutputNames(options).Count;
        var result = options.RotationInvariant
            ? graph.Node("MatMul", [all, graph.Constant(RotationAverage(), 2 * PathsPerChannel, width)])
            : all;
        return graph.Build(Input, [3, size, size], result, Output, [width]);

        string Reshape(string x, params long[] shape) => graph.Node("Reshape", [x, graph.Constant([-1, .. shape])]);

        string Mean(string x) => graph.Node("ReduceMean", [x], ("axes", [2, 3]), ("keepdims", [0]));

        string Modulus(string x)
        {
            var parts = graph.Node("Split", [x], 2, ("axis", [1]));
            var power = graph.Node("Add", [graph.Node("Mul", [parts[0], parts[0]]), graph.Node("Mul", [parts[1], parts[1]])]);
            return graph.Node("Sqrt", [power]);
        }
    }

    /// <summary>One name per output: stain, order, scales, and orientation (or the angle between the two).</summary>
    public static IReadOnlyList<string> OutputNames(ScatteringOptions options)
    {
        List<string> names = [];
        foreach (var stain in (ReadOnlySpan<string>)["H", "E"])
        {
            names.Add(stain + "_s0");
            for (var j = 0; j < MorletFilters.Scales; j++)
            {
                names.AddRange(options.RotationInvariant ? [Invariant($"{stain}_s1_j{j}")] : Angles().Select(k => Invariant($"{stain}_s1_j{j}_a{k}")));
            }

            foreach (var (from, to) in Pairs)
            {
                names.AddRange(options.RotationInvariant
                    ? Enumerable.Range(0, AnglesBetween).Select(k => Invariant($"{stain}_s2_j{from}_j{to}_d{k}"))
                    : Angles().SelectMany(a => Angles().Select(b => Invariant($"{stain}_s2_j{from}_a{a}_j{to}_a{b}"))));
            }
        }

        return names;

        static IEnumerable<int> Angles() => Enumerable.Range(0, L);

        static string Invariant(FormattableString x) => FormattableString.Invariant(x);
    }

    /// <summary>Linear map [paths, outputs] that averages over the first orientation, keeping the angle of the second to it.</summary>
    private static float[] RotationAverage()
    {
        const int Reduced = 1 + MorletFilters.Scales + (3 * AnglesBetween);
        var map = new float[2 * PathsPerChannel * 2 * Reduced];
        for (var channel = 0; channel < 2; channel++)
        {
            var (path, output) = (channel * PathsPerChannel, channel * Reduced);
            map[(path++ * 2 * Reduced) + output++] = 1;
            for (var j = 0; j < MorletFilters.Scales; j++, output++)
            {
                for (var k = 0; k < L; k++)
                {
                    map[(path++ * 2 * Reduced) + output] = 1f / L;
                }
            }

            for (var pair = 0; pair < Pairs.Length; pair++, output += AnglesBetween)
            {
                for (var k = 0; k < L * L; k++)
                {
                    var turn = ((k % L) - (k / L) + L) % L;
                    var angle = Math.Min(turn, L - turn);
                    map[(path++ * 2 * Reduced) + output + angle] = angle is 0 or L / 2 ? 1f / L : 0.5f / L;
                }
            }
        }

        return map;
    }

    /// <summary>Weights from natural logarithm of transmittance to both stains, as a 1 x 1 convolution.</summary>
    private static string Unmixing(OnnxGraph graph)
    {
        var weights = new float[6];
        for (var stain = 0; stain < 2; stain++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                weights[(stain * 3) + channel] = (float)(-StainMatrix.HematoxylinEosin.Weight(channel, stain) / Math.Log(10));
            }
        }

        return graph.Constant(weights, 2, 3, 1, 1);
    }

    private static int SideAfter(int size, int from, int to)
    {
        for (var j = 0; j < from; j++)
        {
            size = Halve(size);
        }

        size -= MorletFilters.Size - 1;
        for (var j = from; j < to; j++)
        {
            size = Halve(size);
        }

        return size;

        static int Halve(int x) => ((x - MorletFilters.LowPassSize) / 2) + 1;
    }
}
