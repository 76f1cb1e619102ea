namespace HccRisk.Pathomics.Embedding;

/// <summary>Bytes of a tile to the planes a backbone takes, as its manifest says.</summary>
internal sealed class TileNormaliser(BackboneManifest manifest)
{
    private readonly float[][] _lookup =
        [.. Enumerable.Range(0, 3).Select(c => Enumerable.Range(0, 256).Select(v => (float)(((v / 255.0) - manifest.Mean[c]) / manifest.Std[c])).ToArray())];

    private readonly bool _swap = manifest.ChannelOrder == ChannelOrder.Bgr;

    /// <summary>One tile, red, green, blue, row by row, to [channel, row, column].</summary>
    public void Apply(ReadOnlySpan<byte> rgb, Span<float> planes)
    {
        var area = rgb.Length / 3;
        var first = planes[..area];
        var second = planes.Slice(area, area);
        var third = planes.Slice(2 * area, area);
        var red = _swap ? third : first;
        var blue = _swap ? first : third;
        var (r, g, b) = (_lookup[0], _lookup[1], _lookup[2]);
        for (var i = 0; i < area; i++)
        {
            var pixel = rgb.Slice(i * 3, 3);
            red[i] = r[pixel[0]];
            second[i] = g[pixel[1]];
            blue[i] = b[pixel[2]];
        }
    }
}
