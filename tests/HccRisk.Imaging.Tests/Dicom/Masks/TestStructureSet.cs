using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Tests.Dicom.Series;

namespace HccRisk.Imaging.Tests.Dicom.Masks;

/// <summary>A structure set of a region of contours, <c>GTV-1</c>, and one without any.</summary>
internal static class TestStructureSet
{
    public static DicomBytes Of((string Type, double[] Points)[] contours) => new DicomBytes(TransferSyntax.ImplicitVrLittleEndian)
        .Add(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.481.3", DicomVr.UI)
        .Add(DicomTags.Modality, "RTSTRUCT", DicomVr.CS)
        .Add(DicomTags.SeriesInstanceUid, "4.5.6", DicomVr.UI)
        .Sequence(DicomTags.ReferencedFrameOfReferenceSequence, frame => frame
            .Sequence(DicomTags.RtReferencedStudySequence, study => study
                .Sequence(DicomTags.RtReferencedSeriesSequence, series => series.Add(DicomTags.SeriesInstanceUid, "1.2.3", DicomVr.UI))))
        .Sequence(
            DicomTags.StructureSetRoiSequence,
            roi => roi.Add(DicomTags.RoiNumber, "1", DicomVr.IS).Add(DicomTags.ReferencedFrameOfReferenceUid, "9.9", DicomVr.UI).Add(DicomTags.RoiName, "GTV-1", DicomVr.LO),
            roi => roi.Add(DicomTags.RoiNumber, "4", DicomVr.IS).Add(DicomTags.RoiName, "Empty", DicomVr.LO))
        .Sequence(DicomTags.RoiContourSequence, roi => roi
            .Sequence(DicomTags.ContourSequence, [.. contours.Select<(string Type, double[] Points), Action<DicomBytes>>(contour => item => item
                .Add(DicomTags.ContourGeometricType, contour.Type, DicomVr.CS)
                .Add(DicomTags.ContourData, string.Join('\\', contour.Points.Select(TestSeries.Text)), DicomVr.DS))])
            .Add(DicomTags.ReferencedRoiNumber, "1", DicomVr.IS))
        .Sequence(DicomTags.RtRoiObservationsSequence, item => item.Add(DicomTags.ReferencedRoiNumber, "1", DicomVr.IS).Add(DicomTags.RtRoiInterpretedType, "GTV", DicomVr.CS));
}
