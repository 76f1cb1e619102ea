namespace HccRisk.Imaging;

/// <summary>The values a mask has when every voxel that is not zero is inside: those of an image are many, or fractions.</summary>
internal sealed class MaskLevels
{
    private const int Most = 64;
    private const double Rounding = 1e-3;

    private readonly HashSet<double> _found = [];
    private double _last;

    /// <summary>Why the values are not a mask's; null when they may be. A single value, whatever it is, may be.</summary>
    public string? Fault =>
        _found.Count > Most ? $"the voxels have more than {Most} values, as an image has and not a mask: {Remedy}"
        : _found.Count > 1 && _found.FirstOrDefault(v => Math.Abs(v - Math.Round(v)) > Rounding) is not 0 and var fraction
            ? FormattableString.Invariant($"voxels are {fraction:0.###}, a fraction, as an image has and not a mask: {Remedy}")
        : null;

    private static string Remedy => "name the mask's own file, or give the label of the voxels that are inside";

    public void Add(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (value != _last && value != 0 && !double.IsNaN(value) && _found.Count <= Most)
            {
                _last = value;
                _found.Add(value);
            }
        }
    }
}
