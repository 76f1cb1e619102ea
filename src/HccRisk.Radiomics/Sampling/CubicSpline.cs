using System.Buffers;
using HccRisk.Imaging;

namespace HccRisk.Radiomics.Sampling;

/// <summary>
/// Interpolation by cubic B-splines of a box of samples. Coefficients come from the part of the image around it: farther voxels weigh
/// less than rounding does. The image mirrors at its edge voxels; samples beyond them have the edge's value on a centred grid.
/// </summary>
internal static class CubicSpline
{
    /// <summary>The prefilter's pole, √3 - 2: each voxel's weight on its coefficients falls by this.</summary>
    private const double Pole = -0.267949192431122706;

    /// <summary>|pole| to this power is below 1e-16.</summary>
    private const int Reach = 28;

    internal static void Sample(Volume<float> image, SamplingGrid grid, GridBox box, Span<double> result)
    {
        var g = image.Geometry;
        var x = new Axis(grid.X, box.X, box.Width, g.Width);
        var y = new Axis(grid.Y, box.Y, box.Height, g.Height);
        var z = new Axis(grid.Z, box.Z, box.Depth, g.Depth);
        var first = ArrayPool<double>.Shared.Rent(Math.Max(x.Source * y.Source, x.Target * y.Target) * z.Source);
        var second = ArrayPool<double>.Shared.Rent(x.Target * y.Source * z.Source);
        try
        {
            var at = 0;
            for (var k = 0; k < z.Source; k++)
            {
                for (var j = 0; j < y.Source; j++)
                {
                    var row = image.Voxels.Slice(x.First + (g.Width * (y.First + j + (g.Height * (z.First + k)))), x.Source);
                    foreach (var value in row)
                    {
                        first[at++] = value;
                    }
                }
            }

            x.Apply(first, second, 1, y.Source * z.Source);
            y.Apply(second, first, x.Target, z.Source);
            z.Apply(first, result, x.Target * y.Target, 1);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(first);
            ArrayPool<double>.Shared.Return(second);
        }
    }

    /// <summary>Values to coefficients along one line.</summary>
    internal static void Prefilter(Span<double> line)
    {
        if (line.Length < 2)
        {
            return;
        }

        // A line mirrored at both ends: the causal filter starts with its sum over the mirrored past.
        double sum = line[0], power = Pole;
        for (var i = 1; i < Math.Min(line.Length, 2 * Reach); i++)
        {
            sum += power * line[i];
            power *= Pole;
        }

        line[0] = sum;
        for (var i = 1; i < line.Length; i++)
        {
            line[i] += Pole * line[i - 1];
        }

        line[^1] = Pole / ((Pole * Pole) - 1) * (line[^1] + (Pole * line[^2]));
        for (var i = line.Length - 2; i >= 0; i--)
        {
            line[i] = Pole * (line[i + 1] - line[i]);
        }

        foreach (ref var value in line)
        {
            value *= 6;
        }
    }

    /// <summary>One axis: which source voxels take part, and the four taps of each sample.</summary>
    private readonly struct Axis
    {
        private readonly int[] _taps;
        private readonly double[] _weights;
        private readonly bool _isIdentity;

        internal Axis(AxisSampling sampling, int start, int count, int sourceCount)
        {
            Target = count;
            var beyond = sampling.Grid == ResamplingGrid.FirstCorner ? 0.5 : 0;
            double Position(int sample) => Math.Clamp(sampling.Start + (sample * sampling.Step), -beyond, sourceCount - 1 + beyond);
            _isIdentity = sampling is { Step: 1, Start: 0 };
            var margin = _isIdentity ? 0 : Reach;
            First = Math.Max(0, (int)Math.Floor(Position(start)) - margin);
            Source = Math.Min(sourceCount, (int)Math.Floor(Position(start + count - 1)) + margin + 1) - First;
            (_taps, _weights) = (new int[4 * count], new double[4 * count]);
            for (var i = 0; i < count; i++)
            {
                var position = Position(start + i);
                var floor = (int)Math.Floor(position);
                var t = position - floor;
                var u = 1 - t;
                ReadOnlySpan<double> weights = [u * u * u / 6, ((4 - (6 * t * t)) + (3 * t * t * t)) / 6, ((4 - (6 * u * u)) + (3 * u * u * u)) / 6, t * t * t / 6];
                for (var tap = 0; tap < 4; tap++)
                {
                    _taps[(4 * i) + tap] = Mirror(floor - 1 + tap - First, Source);
                    _weights[(4 * i) + tap] = weights[tap];
                }
            }
        }

        internal int Target { get; }

        internal int First { get; }

        internal int Source { get; }

        /// <summary>Resamples this axis of a block of <paramref name="outer"/> x source x <paramref name="inner"/> values.</summary>
        internal void Apply(Span<double> from, Span<double> to, int inner, int outer)
        {
            if (_isIdentity)
            {
                from[..(outer * Source * inner)].CopyTo(to);
                return;
            }

            var line = new double[Source];
            for (var o = 0; o < outer; o++)
            {
                for (var i = 0; i < inner; i++)
                {
                    var (read, write) = ((o * Source * inner) + i, (o * Target * inner) + i);
                    for (var s = 0; s < line.Length; s++)
                    {
                        line[s] = from[read + (s * inner)];
                    }

                    Prefilter(line);
                    for (var t = 0; t < Target; t++)
                    {
                        double value = 0;
                        for (var tap = 4 * t; tap < (4 * t) + 4; tap++)
                        {
                            value += _weights[tap] * line[_taps[tap]];
                        }

                        to[write + (t * inner)] = value;
                    }
                }
            }
        }

        private static int Mirror(int index, int count)
        {
            if (count == 1)
            {
                return 0;
            }

            var period = 2 * (count - 1);
            var folded = ((index % period) + period) % period;
            return folded < count ? folded : period - folded;
        }
    }
}
