using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Dicom.Phases;
using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Imaging.Files;

/// <summary>DICOM behind the one door: folders, single files and selection files.</summary>
internal static class DicomImage
{
    internal static OpenedImage Open(string path, ImageSelection? selection, SeriesOptions? options, CancellationToken cancellationToken)
    {
        if (ImageSelection.IsFile(path))
        {
            var (target, chosen) = ImageSelection.Read(path);
            (path, selection) = (target, selection ?? chosen);
        }

        var layout = Scan(path, cancellationToken).Select(selection?.Series).Arrange(options);
        var index = Phase(path, layout, selection?.Volume);
        var volume = layout.Phases[index].ReadVolume(cancellationToken);
        return new OpenedImage(volume, [.. layout.Findings, .. Unmapped(volume)], MaskTarget.Of(layout, index)) { Scaling = layout.Phases[index].Scaling, Acquisition = AcquisitionOf(layout, index) };
    }

    private static SeriesAcquisition AcquisitionOf(SeriesLayout layout, int index)
    {
        var label = PhaseLabeller.Label(PhaseCandidate.Of(layout))[index];
        var rule = label.Phase == ContrastPhase.Unknown ? null : $"{label.Name}: {string.Join("; ", label.Reasons)}";
        return layout.Series.Acquisition.Of(layout.Phases[index]) with { PhaseRule = rule };
    }

    /// <summary>Voxels that a real-world value map leaves without a value; other rules give every pixel one.</summary>
    private static IEnumerable<SeriesFinding> Unmapped(Volume<float> volume)
    {
        var count = 0;
        foreach (var voxel in volume.Voxels)
        {
            count += float.IsNaN(voxel) ? 1 : 0;
        }

        return count == 0 ? [] : [new SeriesFinding(SeriesFindingKind.ValueScaling, FormattableString.Invariant(
            $"{count} of {volume.Geometry.VoxelCount} voxels have no value (NaN): their pixels lie outside what the real-world value map is for"))];
    }

    internal static PlacedMask OpenMask(string path, string? label, MaskTarget? image, bool resample)
    {
        if (ImageSelection.IsFile(path))
        {
            return FromVolume(path, Open(path, null, null, default), label);
        }

        if (MaskFile(path) is not { } mask)
        {
            return FromVolume(path, Open(path, null, null, default), label);
        }

        if (mask.Kind == DicomSeriesKind.Segmentation)
        {
            return DicomSegmentation.Read(mask.Path).ReadMask(label, image, new SegmentationOptions { Resample = resample });
        }

        return DicomStructureSet.Read(mask.Path).ReadMask(
            label, image ?? throw new ImageFormatException("DICOM", mask.Path, "mask", null, "a structure set has no grid of its own: it must be read with the image it was drawn on"));
    }

    /// <summary>Numbers of the segments or regions of a mask; null when it is stored as images.</summary>
    internal static IReadOnlyList<int>? Labels(string path) => ImageSelection.IsFile(path) || MaskFile(path) is not { } mask ? null
        : mask.Kind == DicomSeriesKind.Segmentation ? [.. DicomSegmentation.Read(mask.Path).Segments.Select(s => s.Number).Order()]
        : [.. DicomStructureSet.Read(mask.Path).Rois.Select(r => r.Number).Order()];

    /// <summary>The only segmentation or structure set; null when there is none.</summary>
    private static (DicomSeriesKind Kind, string Path)? MaskFile(string path)
    {
        DicomSeries[] masks = [.. Scan(path, default).Series.Where(series => series.Kind is DicomSeriesKind.Segmentation or DicomSeriesKind.StructureSet)];
        string[] files = [.. masks.SelectMany(series => series.Files)];
        return files.Length switch
        {
            0 => null,
            1 => (masks[0].Kind, files[0]),
            _ => throw new ImageFormatException("DICOM", path, "masks", files.Length, $"name the file that is meant: {string.Join(", ", files.Take(20))}"),
        };
    }

    /// <summary>The files of one image: without one that cannot be read now it would be another image.</summary>
    private static DicomScan Scan(string path, CancellationToken cancellationToken)
    {
        var scan = DicomFolder.Scan(path, cancellationToken: cancellationToken);
        return scan.Skipped.FirstOrDefault(file => file.Unreadable is not null) is { } lost
            ? throw new IOException($"'{lost.Path}' cannot be read now: {lost.Reason}", lost.Unreadable)
            : scan;
    }

    private static int Phase(string path, SeriesLayout layout, int? volume)
    {
        if (volume is { } wanted ? wanted >= 1 && wanted <= layout.Phases.Count : layout.Phases.Count == 1)
        {
            return (volume ?? 1) - 1;
        }

        var first = layout.Phases[0].Time;
        var list = layout.Phases.Select((phase, i) => FormattableString.Invariant(
            $"{i + 1}: {phase.SliceCount} slices{(phase.Time - first is { } after ? FormattableString.Invariant($", {after.TotalSeconds:0.#} s after the first") : "")}"));
        throw new ImageFormatException(
            "DICOM", path, "volume", volume, $"{layout.Series} has {layout.Phases.Count} volumes, told apart by {layout.SplitBy ?? "nothing"}; choose one by its number: {string.Join("; ", list)}");
    }

    // A mask stored as images: the value of the label, else every voxel that is not zero.
    private static PlacedMask FromVolume(string path, OpenedImage image, string? label)
    {
        var value = ImageFile.LabelValue(label);
        if (value is null)
        {
            var levels = new MaskLevels();
            levels.Add(Array.ConvertAll(image.Volume.Voxels.ToArray(), voxel => (double)voxel));
            if (levels.Fault is { } fault)
            {
                throw new ImageFormatException("DICOM", path, "data", null, fault);
            }
        }

        return new PlacedMask(
            new Mask(image.Volume.Geometry, Array.ConvertAll(image.Volume.Voxels.ToArray(), voxel => value is { } wanted ? voxel == wanted : voxel != 0)), image.Findings);
    }
}
