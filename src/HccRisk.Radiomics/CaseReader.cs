using System.Globalization;
using HccRisk.Core.Errors;
using HccRisk.Core.Storage;
using HccRisk.Imaging;
using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Dicom.Pixels;
using HccRisk.Imaging.Files;
using HccRisk.Radiomics.Quality;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics;

/// <summary>Files of a patient -> images and masks; every file is read once.</summary>
internal sealed class CaseReader
{
    private const int LabelLimit = 20;
    private const string Lesion = "lesion";

    private readonly RadiomicsFiles _files;
    private readonly RadiomicsOptions _options;
    private readonly Dictionary<(string Path, int? Label, bool IsLesion, VolumeGeometry? Grid), Mask> _masks = [];

    private readonly List<KeyValuePair<string, PixelScaling>> _scalings = [];
    private readonly List<string> _findings = [];
    private readonly Dictionary<string, string> _provenance = new(StringComparer.Ordinal);

    private CaseReader(RadiomicsFiles files, RadiomicsOptions options) => (_files, _options) = (files, options);

    /// <param name="files">The files.</param>
    /// <param name="options">Whether the organ mask is needed, and how far grids may differ.</param>
    /// <param name="cancellationToken">Checked between files.</param>
    internal static RadiomicsCase Read(RadiomicsFiles files, RadiomicsOptions options, CancellationToken cancellationToken) =>
        new CaseReader(files, options).Read(cancellationToken);

    private RadiomicsCase Read(CancellationToken cancellationToken)
    {
        // A DICOM mask has no grid until it is put on an image: that of the first series.
        string?[] masks = [_files.Lesion, _files.Reference, _options.UsesOrgan ? _files.Organ : null];
        var first = _files.Series.Count > 0 && Array.Exists(masks, path => path is not null && ImageFile.IsDicom(path)) ? ImageFile.Open(_files.Series[0].Value, cancellationToken: cancellationToken) : null;
        var lesion = ReadMask(_files.Lesion, _files.LesionLabel, Lesion, first?.Target);

        // The lesion's own grid may be cropped to it.
        var target = new MaskTarget(first?.Target.Grid is { } grid && lesion.ReindexTo(grid, _options.GeometryTolerance) is not null ? grid : lesion.Geometry);
        var reference = _files.Reference is null ? null : ReadMask(_files.Reference, _files.ReferenceLabel, "reference", target);
        if (reference is not null)
        {
            MaskAlignment.Check(reference.Geometry, $"reference mask '{_files.Reference}'", lesion, $"lesion mask '{_files.Lesion}'", _options);
        }

        var series = new List<RadiomicsSeries>();
        foreach (var (name, path) in _files.Series)
        {
            cancellationToken.ThrowIfCancellationRequested();
            series.Add(ReadSeries(name, path, series.Count == 0 && first is not null ? first : ImageFile.Open(path, cancellationToken: cancellationToken), lesion));
        }

        var optional = new List<OptionalSeries>();
        foreach (var (name, path) in _files.Optional)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (found, fault) = string.IsNullOrEmpty(path) ? (null, null) : Try(() => ReadSeries(name, path, ImageFile.Open(path, cancellationToken: cancellationToken), lesion));
            optional.Add(new OptionalSeries(name, found?.Image) { Masks = found?.Masks, Reason = fault });
        }

        Mask? organMask = null;
        string? organFault = null;
        if (_options.UsesOrgan && _files.Organ is not null)
        {
            (organMask, organFault) = Try(() =>
            {
                var organ = ReadMask(_files.Organ, _files.OrganLabel, "organ", target);
                MaskAlignment.Check(organ.Geometry, $"organ mask '{_files.Organ}'", lesion, $"lesion mask '{_files.Lesion}'", _options);
                return organ;
            });
        }

        // A mask may be cropped to the lesion: its edges are none of the image's.
        var image = series.FirstOrDefault(s => s.Masks?.Lesion is null)?.Image;
        if (image is not null && lesion.ReindexTo(image.Geometry, _options.GeometryTolerance) is { Count: > 0 } whole)
        {
            _findings.AddRange(MaskReview.Of(whole, image).Select(finding => $"lesion mask: {finding.Kind}: {finding.Message}"));
        }

        return new RadiomicsCase
        {
            Series = series,
            Optional = optional,
            Lesion = lesion,
            Reference = reference,
            Organ = organMask,
            OrganFault = organFault,
            Scalings = _scalings,
            Findings = _findings,
            Provenance = _provenance,
        };
    }

    private RadiomicsSeries ReadSeries(string name, string path, OpenedImage opened, Mask lesion)
    {
        var own = _files.SeriesMasks.GetValueOrDefault(name);
        var image = opened.Volume;
        var masks = own is null ? null : new SeriesMasks
        {
            Lesion = own.Lesion is null ? null : ReadMask(own.Lesion, own.LesionLabel, Lesion, opened.Target),
            Reference = own.Reference is null ? null : ReadMask(own.Reference, own.ReferenceLabel, "reference", opened.Target),
            Organ = own.Organ is null || !_options.UsesOrgan ? null : ReadMask(own.Organ, own.OrganLabel, "organ", opened.Target),
        };
        MaskAlignment.Check(image.Geometry, $"series '{path}'", masks?.Lesion ?? lesion, $"lesion mask '{own?.Lesion ?? _files.Lesion}'", _options);
        Note(name, opened.Findings);
        if (opened.Scaling is { } scaling)
        {
            _scalings.Add(KeyValuePair.Create(name, scaling));
        }

        AddProvenance(name, opened);
        return new RadiomicsSeries(name, image) { Masks = masks };
    }

    private void AddProvenance(string series, OpenedImage opened)
    {
        void Add(string key, string value) => _provenance[$"{series}.{key}"] = value;

        var g = opened.Volume.Geometry;
        foreach (var (key, value) in opened.Acquisition?.Describe() ?? [])
        {
            Add(key, value);
        }

        Add("voxels", FormattableString.Invariant($"{g.Width} x {g.Height} x {g.Depth}"));
        Add("spacing_x_mm", g.Spacing.X.ToString("R", CultureInfo.InvariantCulture));
        Add("spacing_y_mm", g.Spacing.Y.ToString("R", CultureInfo.InvariantCulture));
        Add("spacing_z_mm", g.Spacing.Z.ToString("R", CultureInfo.InvariantCulture));
        if (opened.Scaling is { } scaling)
        {
            Add("scale_rule", scaling.ToString());
        }
    }

    private Mask ReadMask(string path, int? label, string name, MaskTarget? image)
    {
        var key = (path, label, name == Lesion, ImageFile.IsDicom(path) ? image?.Grid : null);
        if (!_masks.TryGetValue(key, out var mask))
        {
            var placed = Placed(path, label, ImageFile.IsDicom(path) ? image : null, name == Lesion ? _options.MaskChannel : null);
            Note($"{name} mask", placed.Findings.Where(finding => finding.Kind != SeriesFindingKind.EmptyMask));
            mask = placed.Mask;
            _masks[key] = mask;
        }

        return mask.Count > 0
            ? mask
            : throw new EmptyMaskException($"The {name} mask '{path}' has no voxel{(label is { } value ? FormattableString.Invariant($" with label {value}{LabelsOf(path)}") : string.Empty)}.");
    }

    /// <summary>The labels that a mask has, for one that it has not; DICOM says them itself.</summary>
    private static string LabelsOf(string path)
    {
        if (ImageFile.IsDicom(path))
        {
            return string.Empty;
        }

        var found = new SortedSet<float>();
        foreach (var voxel in ImageFile.ReadVolume(path).Voxels)
        {
            if (voxel != 0 && found.Add(voxel) && found.Count > LabelLimit)
            {
                break;
            }
        }

        float[] labels = [.. found];
        return labels.Length == 0
            ? "; every voxel is 0"
            : $"; it has {string.Join(", ", labels.Take(LabelLimit).Select(v => v.ToString(CultureInfo.InvariantCulture)))}{(labels.Length > LabelLimit ? ", ..." : string.Empty)}";
    }

    private PlacedMask Placed(string path, int? label, MaskTarget? image, int? channel)
    {
        try
        {
            return ImageFile.OpenMask(path, label?.ToString(CultureInfo.InvariantCulture), image, _options.ResampleMasks, channel);
        }
        catch (GeometryMismatchException e)
        {
            throw MaskAlignment.Refused(e);
        }
    }

    private void Note(string what, IEnumerable<SeriesFinding> findings) => _findings.AddRange(findings.Select(finding => $"{what}: {finding.Kind}: {finding.Message}"));

    private static (T? Read, string? Fault) Try<T>(Func<T> read)
        where T : class
    {
        try
        {
            return (read(), null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException
            || (e is BadInputException or NotSupportedException or EndOfStreamException && !PassingFailure.Is(e)))
        {
            return (null, e.Message);
        }
    }
}
