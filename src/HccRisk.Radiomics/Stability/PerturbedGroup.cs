using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Stability;

/// <summary>
/// The series of a patient on one grid, loaded and prepared once, of which perturbations are made: outline and volume on the grid as read, then noise, then turn and shift in one
/// interpolation to the working grid.
/// </summary>
internal sealed class PerturbedGroup
{
    // What a sphere of 1 cm3 around the brightest voxel, matrices of distance 10 and a turn of the box can reach.
    private const double LeastMargin = 15;

    private readonly RadiomicsCase _masks;
    private readonly IReadOnlyList<(int Place, RadiomicsSeries Series)> _series;
    private readonly RadiomicsOptions _options;
    private readonly VoxelBox _near;
    private readonly CroppedGrid _grid;
    private readonly Vector3D _centre;
    private readonly double[] _noise;
    private readonly Supervoxels? _supervoxels;

    public PerturbedGroup(GridGroup group, RadiomicsOptions options, PerturbationOptions perturbations)
    {
        (_masks, _series, _options) = (group.Masks, group.Series, options);
        var lesion = group.Masks.Lesion;
        var box = VoxelBox.Around(lesion, "lesion");
        var margin = Math.Max(LeastMargin, Math.Max(options.Regions.Shells.Append(0).Max(), options.Families.HasFlag(RadiomicsFamilies.MultiPhase) ? options.Phases.Reach : 0));
        _near = Widened(box, lesion.Geometry, LeastMargin);

        // A scale of the whole image needs the whole image; one of reference tissue needs that.
        var whole = options.Normalisation is IntensityNormalisation.ZScoreImage or IntensityNormalisation.Quantiles or IntensityNormalisation.ZScoreBody or IntensityNormalisation.Nyul;
        var around = box;
        foreach (var mask in new[] { group.Masks.Reference, options.UsesOrgan ? group.Masks.Organ : null }.OfType<Mask>())
        {
            around = Joined(around, VoxelBox.Around(mask, "reference"));
        }

        _grid = new CroppedGrid(lesion.Geometry, options, whole ? null : around, Turned(margin, box, lesion.Geometry, perturbations.Rotation));
        _centre = MaskCentre.Of(lesion, box);
        _noise = [.. _series.Select(s => perturbations.Noise > 0 ? NoiseLevel.Estimate(s.Series.Image, _near) : 0)];
        _supervoxels = perturbations.RandomContour && _series.Count > 0 ? new Supervoxels(_series[0].Series.Image, lesion, _near) : null;
    }

    /// <summary>The series and masks of a perturbation.</summary>
    public (IReadOnlyList<(int Place, RadiomicsSeries Series)> Series, RadiomicsCase Masks) Make(Perturbation move)
    {
        var lesion = move.RandomContour && _supervoxels?.Draw(move.Seed) is { } drawn ? new Mask(_masks.Lesion.Geometry, drawn) : _masks.Lesion;
        lesion = VolumeChange.Apply(lesion, move.Volume, move.Seed + 1);
        var at = _grid.Positions(move, _centre);
        Mask Moved(Mask mask) => MovedSampler.Mask(mask, _grid.Geometry, at, _options.MaskThreshold);
        var masks = _masks with
        {
            Lesion = Moved(lesion),
            Reference = _masks.Reference is { } reference ? Moved(reference) : null,
            Organ = _masks.Organ is { } organ && _options.UsesOrgan ? Moved(organ) : null,
        };
        var series = _series.Select((s, i) =>
        {
            var image = s.Series.Image;
            var deviation = move.Noise * _noise[i];
            var voxels = deviation > 0 ? NoiseLevel.Add(image, _near, deviation, move.Seed + 2 + (ulong)i) : image.Voxels;
            return (s.Place, new RadiomicsSeries(s.Series.Name, MovedSampler.Image(voxels, image.Geometry, _grid.Geometry, at)));
        }).ToList();
        return (series, masks);
    }

    private static VoxelBox Joined(VoxelBox a, VoxelBox b) => new(
        Math.Min(a.MinX, b.MinX), Math.Max(a.MaxX, b.MaxX), Math.Min(a.MinY, b.MinY), Math.Max(a.MaxY, b.MaxY), Math.Min(a.MinZ, b.MinZ), Math.Max(a.MaxZ, b.MaxZ));

    private static VoxelBox Widened(VoxelBox box, VolumeGeometry g, double margin)
    {
        static int Steps(double margin, double spacing) => (int)Math.Min(Math.Ceiling(margin / spacing), int.MaxValue / 4);

        var (x, y, z) = (Steps(margin, g.Spacing.X), Steps(margin, g.Spacing.Y), Steps(margin, g.Spacing.Z));
        return new VoxelBox(
            Math.Max(0, box.MinX - x), Math.Min(g.Width - 1, box.MaxX + x), Math.Max(0, box.MinY - y), Math.Min(g.Height - 1, box.MaxY + y), Math.Max(0, box.MinZ - z), Math.Min(g.Depth - 1, box.MaxZ + z));
    }

    /// <summary>The margin and what a turn of the lesion's box takes beyond it.</summary>
    private static double Turned(double margin, VoxelBox box, VolumeGeometry g, double degrees) =>
        margin + (Math.Sin(degrees * Math.PI / 180) * Math.Max(box.Width * g.Spacing.X, box.Height * g.Spacing.Y) / 2);
}
