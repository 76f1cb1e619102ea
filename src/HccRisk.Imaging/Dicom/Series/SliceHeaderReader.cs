using HccRisk.Imaging.Dicom.Pixels;

namespace HccRisk.Imaging.Dicom.Series;

/// <summary>Data set -> the header of each frame; functional groups of enhanced images come before the attributes of classic ones.</summary>
internal static class SliceHeaderReader
{
    private static readonly DicomTag FrameAcquisitionNumber = new(0x0020, 0x9156);
    private static readonly DicomTag MrImageFrameTypeSequence = new(0x0018, 0x9226);

    internal static SliceHeader[] Read(DicomFile file)
    {
        var dataset = file.Dataset;
        var perFrame = dataset.GetSequence(DicomTags.PerFrameFunctionalGroupsSequence);
        var shared = dataset.GetSequence(DicomTags.SharedFunctionalGroupsSequence);
        if (perFrame.Count == 0 && shared.Count == 0)
        {
            return [WithScaling(Classic(file, dataset), dataset, null, null)];
        }

        var frames = dataset.FindInt32(DicomTags.NumberOfFrames) ?? 1;
        if (frames < 1 || frames != perFrame.Count)
        {
            throw new DicomFormatException(
                file.Path, DicomTags.PerFrameFunctionalGroupsSequence, null, $"has {perFrame.Count} items, NumberOfFrames is {frames}");
        }

        var basis = Classic(file, dataset);
        var headers = new SliceHeader[frames];
        for (var frame = 0; frame < frames; frame++)
        {
            headers[frame] = WithScaling(Enhanced(basis, dataset, frame, perFrame[frame], shared), dataset, perFrame[frame], shared is [var all, ..] ? all : null);
        }

        return headers;
    }

    private static SliceHeader WithScaling(SliceHeader header, DicomDataset dataset, DicomDataset? own, DicomDataset? shared)
    {
        var choice = ScalingChoice.Of(dataset, own, shared);
        return header with { Scaling = choice.Rule, ScalingNote = choice.Passed };
    }

    /// <summary>The item of a functional group: the frame's own, else the one all frames share.</summary>
    internal static DicomDataset? Group(DicomDataset? own, IReadOnlyList<DicomDataset> shared, DicomTag tag) =>
        own?.GetSequence(tag) is [var item, ..] ? item : shared is [var all, ..] && all.GetSequence(tag) is [var common, ..] ? common : null;

    internal static Vector3D? Point(DicomDataset? dataset, DicomTag tag)
    {
        var values = dataset?.GetDoubles(tag) ?? [];
        return values.Length switch
        {
            0 => null,
            3 when values.All(double.IsFinite) => new Vector3D(values[0], values[1], values[2]),
            _ => throw Wrong(dataset!, tag, $"has {values.Length} values, 3 finite numbers were expected"),
        };
    }

    internal static (Vector3D Row, Vector3D Column)? Directions(DicomDataset? dataset)
    {
        var values = dataset?.GetDoubles(DicomTags.ImageOrientationPatient) ?? [];
        if (values.Length == 0)
        {
            return null;
        }

        if (values.Length != 6 || !values.All(double.IsFinite))
        {
            throw Wrong(dataset!, DicomTags.ImageOrientationPatient, $"has {values.Length} values, 6 finite numbers were expected");
        }

        var (row, column) = (new Vector3D(values[0], values[1], values[2]), new Vector3D(values[3], values[4], values[5]));
        // Rounded text: some files carry two digits only.
        return Math.Abs(row.Length - 1) < 0.01 && Math.Abs(column.Length - 1) < 0.01 && Math.Abs(row.Dot(column)) < 0.01
            ? Orthonormal(row, column)
            : throw Wrong(dataset!, DicomTags.ImageOrientationPatient, $"is {string.Join('\\', values.Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}, two unit vectors at right angles were expected");
    }

    internal static (double Rows, double Columns)? Spacing(DicomDataset? dataset)
    {
        var values = dataset?.GetDoubles(DicomTags.PixelSpacing) ?? [];
        return values.Length switch
        {
            0 => null,
            2 when values.All(value => value > 0 && double.IsFinite(value)) => (values[0], values[1]),
            _ => throw Wrong(dataset!, DicomTags.PixelSpacing, "two finite numbers above 0 were expected"),
        };
    }

    private static (Vector3D Row, Vector3D Column) Orthonormal(Vector3D row, Vector3D column)
    {
        row *= 1 / row.Length;
        column -= row * row.Dot(column);
        return (row, column * (1 / column.Length));
    }

    private static SliceHeader Classic(DicomFile file, DicomDataset dataset)
    {
        var directions = Directions(dataset);
        var spacing = Spacing(dataset);
        return new SliceHeader
        {
            Path = file.Path,
            Frame = 0,
            SopInstanceUid = dataset.FindString(DicomTags.SopInstanceUid) ?? file.Path,
            PatientId = dataset.FindString(DicomTags.PatientId) ?? "",
            Rows = dataset.FindInt32(DicomTags.Rows) ?? 0,
            Columns = dataset.FindInt32(DicomTags.Columns) ?? 0,
            SamplesPerPixel = dataset.FindInt32(DicomTags.SamplesPerPixel) ?? 1,
            Position = Point(dataset, DicomTags.ImagePositionPatient),
            Row = directions?.Row,
            Column = directions?.Column,
            RowSpacing = spacing?.Rows,
            ColumnSpacing = spacing?.Columns,
            Thickness = dataset.FindDouble(DicomTags.SliceThickness),
            SpacingBetweenSlices = dataset.FindDouble(DicomTags.SpacingBetweenSlices),
            Instance = dataset.FindDouble(DicomTags.InstanceNumber),
            Acquisition = dataset.FindDouble(DicomTags.AcquisitionNumber),
            TemporalPosition = dataset.FindDouble(DicomTags.TemporalPositionIdentifier),
            TriggerTime = dataset.FindDouble(DicomTags.TriggerTime),
            AcquisitionTime = Moment(dataset, DicomTags.AcquisitionDateTime, DicomTags.AcquisitionDateTime)
                ?? Moment(dataset, DicomTags.AcquisitionDate, DicomTags.AcquisitionTime),
            ContentTime = Moment(dataset, DicomTags.ContentDate, DicomTags.ContentTime),
            EchoTime = dataset.FindDouble(DicomTags.EchoTime),
            DiffusionB = dataset.FindDouble(DicomTags.DiffusionBValue),
            ImageType = dataset.FindString(DicomTags.ImageType) ?? "",
        };
    }

    private static SliceHeader Enhanced(SliceHeader basis, DicomDataset dataset, int frame, DicomDataset own, IReadOnlyList<DicomDataset> shared)
    {
        DicomDataset? Find(DicomTag tag) => Group(own, shared, tag);
        var content = Find(DicomTags.FrameContentSequence);
        var measures = Find(DicomTags.PixelMeasuresSequence);
        var directions = Directions(Find(DicomTags.PlaneOrientationSequence));
        var spacing = Spacing(measures);
        return basis with
        {
            Frame = frame,
            SopInstanceUid = FormattableString.Invariant($"{basis.SopInstanceUid}#{frame + 1}"),
            Instance = frame + 1,
            Position = Point(Find(DicomTags.PlanePositionSequence), DicomTags.ImagePositionPatient) ?? basis.Position,
            Row = directions?.Row ?? basis.Row,
            Column = directions?.Column ?? basis.Column,
            RowSpacing = spacing?.Rows ?? basis.RowSpacing,
            ColumnSpacing = spacing?.Columns ?? basis.ColumnSpacing,
            Thickness = measures?.FindDouble(DicomTags.SliceThickness) ?? basis.Thickness,
            SpacingBetweenSlices = measures?.FindDouble(DicomTags.SpacingBetweenSlices) ?? basis.SpacingBetweenSlices,
            Acquisition = content?.FindDouble(FrameAcquisitionNumber) ?? basis.Acquisition,
            TemporalPosition = content?.FindDouble(DicomTags.TemporalPositionIndex) ?? basis.TemporalPosition,
            AcquisitionTime = content is null ? basis.AcquisitionTime
                : Moment(content, DicomTags.FrameAcquisitionDateTime, DicomTags.FrameAcquisitionDateTime)
                    ?? Moment(content, DicomTags.FrameReferenceDateTime, DicomTags.FrameReferenceDateTime) ?? basis.AcquisitionTime,
            EchoTime = Find(DicomTags.MrEchoSequence)?.FindDouble(DicomTags.EffectiveEchoTime) ?? basis.EchoTime,
            DiffusionB = Find(DicomTags.MrDiffusionSequence)?.FindDouble(DicomTags.DiffusionBValue) ?? basis.DiffusionB,
            ImageType = Find(MrImageFrameTypeSequence)?.FindString(DicomTags.FrameType) ?? basis.ImageType,
            StackId = content?.FindString(DicomTags.StackId) ?? "",
        };
    }

    // De-identified files have dates and times of every kind: one that cannot be read is as good as none.
    private static DateTime? Moment(DicomDataset dataset, DicomTag date, DicomTag time)
    {
        try
        {
            return dataset.FindTime(time) is { } at ? (dataset.FindDate(date) ?? DateOnly.MinValue).ToDateTime(at) : null;
        }
        catch (DicomFormatException)
        {
            return null;
        }
    }

    private static DicomFormatException Wrong(DicomDataset dataset, DicomTag tag, string reason) =>
        new(dataset.FilePath, tag, dataset.TryGetElement(tag, out var element) ? element.Offset : null, reason);
}
