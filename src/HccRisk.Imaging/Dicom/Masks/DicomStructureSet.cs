using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>A radiotherapy structure set (RTSTRUCT): regions given by contours in millimetres.</summary>
public sealed class DicomStructureSet
{
    private readonly DicomDataset _dataset;
    private readonly Dictionary<int, DicomDataset> _contours = [];
    private readonly Dictionary<int, string> _frames = [];

    private DicomStructureSet(DicomFile file)
    {
        _dataset = file.Dataset;
        Path = file.Path;
        PatientId = _dataset.FindString(DicomTags.PatientId) ?? "";
        Label = _dataset.FindString(DicomTags.StructureSetLabel) ?? "";
        ReferencedSeriesUids = References.Series(_dataset);
        foreach (var item in _dataset.GetSequence(DicomTags.RoiContourSequence))
        {
            _contours.TryAdd(item.GetInt32(DicomTags.ReferencedRoiNumber), item);
        }

        var types = new Dictionary<int, string?>();
        foreach (var item in _dataset.GetSequence(DicomTags.RtRoiObservationsSequence))
        {
            types.TryAdd(item.GetInt32(DicomTags.ReferencedRoiNumber), item.FindString(DicomTags.RtRoiInterpretedType));
        }

        var rois = new List<DicomRoi>();
        foreach (var item in _dataset.GetSequence(DicomTags.StructureSetRoiSequence))
        {
            var number = item.GetInt32(DicomTags.RoiNumber);
            _frames[number] = item.FindString(DicomTags.ReferencedFrameOfReferenceUid) ?? "";
            rois.Add(new DicomRoi(number, item.FindString(DicomTags.RoiName) ?? "", types.GetValueOrDefault(number), Contours(number).Count));
        }

        Rois = rois;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>PatientID; empty when absent.</summary>
    public string PatientId { get; }

    /// <summary>StructureSetLabel; empty when absent.</summary>
    public string Label { get; }

    /// <summary>The series it says it was drawn on; empty when it says none.</summary>
    public IReadOnlyList<string> ReferencedSeriesUids { get; }

    /// <summary>The regions in the file's order.</summary>
    public IReadOnlyList<DicomRoi> Rois { get; }

    /// <summary>Reads a structure set; the contours are read with a mask.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The structure set.</returns>
    /// <exception cref="DicomFormatException">The file is no structure set, or a region has no number.</exception>
    public static DicomStructureSet Read(string path)
    {
        var file = DicomFile.Read(path);
        return file.Dataset.Contains(DicomTags.StructureSetRoiSequence)
            ? new DicomStructureSet(file)
            : throw new DicomFormatException(path, DicomTags.StructureSetRoiSequence, null, "is missing: the file is no structure set");
    }

    /// <summary>Reads one region as a mask.</summary>
    /// <remarks>
    /// <para>A voxel is inside when its centre is, by the even-odd rule of a contour: a keyhole leaves its hole out. A centre on an edge is inside at the
    /// low side of a region along x and y, outside at the high side, so that regions that share an edge share no voxel.</para>
    /// <para>Contours whose depths are at most 0.1 mm apart (a tenth of a slice, where slices are thinner than 1 mm) were drawn in one plane. Of these, the
    /// same outline twice counts once; one wholly inside another, as voxels, is a hole in it, one inside the hole a piece again; those that partly
    /// overlap are united, which is a finding. Contours of type CLOSEDPLANAR_XOR are combined by exclusive or, as that type says.</para>
    /// <para>What is said of slices holds for the planes across another axis of the image where most contours lie so, as on an image stored in another
    /// order of axes than it was scanned in.</para>
    /// <para>Points are projected along the normal of the slices: they may differ in depth by <see cref="StructureSetOptions.PlaneTolerance"/>. Contours
    /// that do not lie so, or are no closed planar polygons, are left out, which is a finding.</para>
    /// <para>A contour belongs to the nearest slice, at most half a slice away. Several drawn planes of one slice are united, each with its own holes, which
    /// is a finding: a contour is no hole in one of another depth, which may be the same lesion drawn on thinner slices. A plane midway between two
    /// slices, or within 0.05 mm of it, belongs to the upper one, along the normal. Only where the planes are an even stack (distances alike, each
    /// plane more like the next than like the one after) does each stay a plane by itself: then a slice takes the one nearest to it, the lower
    /// one of two.</para>
    /// </remarks>
    /// <param name="roi">Number or name (case does not matter, <c>*</c> and <c>?</c> are wildcards); null: the only one there is.</param>
    /// <param name="target">The image the mask is for.</param>
    /// <param name="options">Slices between contours, tolerance; null: the defaults.</param>
    /// <returns>The mask, and what is odd about it.</returns>
    /// <exception cref="ImageFormatException">There is no such region, or several; the message lists those there are.</exception>
    /// <exception cref="DicomFormatException">A contour has coordinates that are no triples of finite numbers, or all contours are tilted against every axis of the image.</exception>
    public PlacedMask ReadMask(string? roi, MaskTarget target, StructureSetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        options ??= new StructureSetOptions();
        options.Validate();
        var chosen = MaskNames.Choose(Path, "region", roi, Rois, r => r.Number, r => r.Name);
        var findings = new List<SeriesFinding>();
        target.Compare(ReferencedSeriesUids, _frames[chosen.Number], $"structure set '{Path}'", findings);
        var name = FormattableString.Invariant($"region {chosen.Number} '{chosen.Name}' of '{Path}'");
        var contours = Contours(chosen.Number);
        var axis = ContourAxis.Of(contours, target.Grid, options.PlaneTolerance, name);
        var grid = ContourAxis.Across(target.Grid, axis);
        var planes = ContourReader.Read(contours, grid, axis, options, name, findings);
        var filled = new Mask(grid, ContourFiller.Fill(planes, grid, options, name, findings));
        var mask = axis == 2 ? filled : filled.ReindexTo(target.Grid)!;
        if (mask.Count == 0)
        {
            findings.Add(new SeriesFinding(SeriesFindingKind.EmptyMask, chosen.ContourCount == 0 ? $"{name} has no contour" : $"{name} has no voxel on this image"));
        }

        return new PlacedMask(mask, findings);
    }

    private IReadOnlyList<DicomDataset> Contours(int roi) => _contours.TryGetValue(roi, out var item) ? item.GetSequence(DicomTags.ContourSequence) : [];
}
