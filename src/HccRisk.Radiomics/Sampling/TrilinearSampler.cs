using HccRisk.Imaging;

namespace HccRisk.Radiomics.Sampling;

/// <summary>Trilinear interpolation along rows of samples; outside the image the edge voxel counts.</summary>
internal readonly struct TrilinearSampler
{
    private readonly VolumeGeometry _source;
    private readonly int _firstX;
    private readonly (int Lower, int Upper, double UpperWeight)[] _columns;

    internal TrilinearSampler(VolumeGeometry source, AxisSampling samplingX, int firstX, int endX)
    {
        (_source, _firstX) = (source, firstX);
        _columns = new (int, int, double)[endX - firstX];
        for (var x = firstX; x < endX; x++)
        {
            _columns[x - firstX] = samplingX.Locate(x, source.Width);
        }
    }

    /// <summary>Start and weight of the four source rows around a row of samples.</summary>
    internal SourceRows Rows((int Lower, int Upper, double UpperWeight) y, (int Lower, int Upper, double UpperWeight) z)
    {
        var (width, height) = (_source.Width, _source.Height);
        int Start(int row, int slice) => width * (row + (height * slice));
        return new SourceRows(
            Start(y.Lower, z.Lower),
            Start(y.Upper, z.Lower),
            Start(y.Lower, z.Upper),
            Start(y.Upper, z.Upper),
            (1 - y.UpperWeight) * (1 - z.UpperWeight),
            y.UpperWeight * (1 - z.UpperWeight),
            (1 - y.UpperWeight) * z.UpperWeight,
            y.UpperWeight * z.UpperWeight);
    }

    internal double Sample(ReadOnlySpan<float> source, in SourceRows rows, int x)
    {
        var (lower, upper, weight) = _columns[x - _firstX];
        var low = (rows.WeightA * source[rows.A + lower]) + (rows.WeightB * source[rows.B + lower])
            + (rows.WeightC * source[rows.C + lower]) + (rows.WeightD * source[rows.D + lower]);
        var high = (rows.WeightA * source[rows.A + upper]) + (rows.WeightB * source[rows.B + upper])
            + (rows.WeightC * source[rows.C + upper]) + (rows.WeightD * source[rows.D + upper]);
        return ((1 - weight) * low) + (weight * high);
    }

    internal double Sample(ReadOnlySpan<bool> source, in SourceRows rows, int x)
    {
        var (lower, upper, weight) = _columns[x - _firstX];
        double low = 0, high = 0;
        if (source[rows.A + lower]) { low += rows.WeightA; }
        if (source[rows.B + lower]) { low += rows.WeightB; }
        if (source[rows.C + lower]) { low += rows.WeightC; }
        if (source[rows.D + lower]) { low += rows.WeightD; }
        if (source[rows.A + upper]) { high += rows.WeightA; }
        if (source[rows.B + upper]) { high += rows.WeightB; }
        if (source[rows.C + upper]) { high += rows.WeightC; }
        if (source[rows.D + upper]) { high += rows.WeightD; }
        return ((1 - weight) * low) + (weight * high);
    }

    internal readonly record struct SourceRows(
        int A, int B, int C, int D, double WeightA, double WeightB, double WeightC, double WeightD);
}
