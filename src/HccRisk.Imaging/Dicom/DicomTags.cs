namespace HccRisk.Imaging.Dicom;

/// <summary>The elements the library asks for; the names are the keywords of the standard (PS3.6).</summary>
public static class DicomTags
{
    /// <summary>TransferSyntaxUID.</summary>
    public static readonly DicomTag TransferSyntaxUid = new(0x0002, 0x0010);
    /// <summary>SpecificCharacterSet.</summary>
    public static readonly DicomTag SpecificCharacterSet = new(0x0008, 0x0005);
    /// <summary>ImageType.</summary>
    public static readonly DicomTag ImageType = new(0x0008, 0x0008);
    /// <summary>SOPClassUID.</summary>
    public static readonly DicomTag SopClassUid = new(0x0008, 0x0016);
    /// <summary>SOPInstanceUID.</summary>
    public static readonly DicomTag SopInstanceUid = new(0x0008, 0x0018);
    /// <summary>StudyDate.</summary>
    public static readonly DicomTag StudyDate = new(0x0008, 0x0020);
    /// <summary>SeriesDate.</summary>
    public static readonly DicomTag SeriesDate = new(0x0008, 0x0021);
    /// <summary>AcquisitionDate.</summary>
    public static readonly DicomTag AcquisitionDate = new(0x0008, 0x0022);
    /// <summary>ContentDate.</summary>
    public static readonly DicomTag ContentDate = new(0x0008, 0x0023);
    /// <summary>AcquisitionDateTime.</summary>
    public static readonly DicomTag AcquisitionDateTime = new(0x0008, 0x002A);
    /// <summary>StudyTime.</summary>
    public static readonly DicomTag StudyTime = new(0x0008, 0x0030);
    /// <summary>SeriesTime.</summary>
    public static readonly DicomTag SeriesTime = new(0x0008, 0x0031);
    /// <summary>AcquisitionTime.</summary>
    public static readonly DicomTag AcquisitionTime = new(0x0008, 0x0032);
    /// <summary>ContentTime.</summary>
    public static readonly DicomTag ContentTime = new(0x0008, 0x0033);
    /// <summary>AccessionNumber.</summary>
    public static readonly DicomTag AccessionNumber = new(0x0008, 0x0050);
    /// <summary>Modality.</summary>
    public static readonly DicomTag Modality = new(0x0008, 0x0060);
    /// <summary>Manufacturer.</summary>
    public static readonly DicomTag Manufacturer = new(0x0008, 0x0070);
    /// <summary>InstitutionName.</summary>
    public static readonly DicomTag InstitutionName = new(0x0008, 0x0080);
    /// <summary>InstitutionAddress.</summary>
    public static readonly DicomTag InstitutionAddress = new(0x0008, 0x0081);
    /// <summary>ReferringPhysicianName.</summary>
    public static readonly DicomTag ReferringPhysicianName = new(0x0008, 0x0090);
    /// <summary>CodeValue.</summary>
    public static readonly DicomTag CodeValue = new(0x0008, 0x0100);
    /// <summary>CodingSchemeDesignator.</summary>
    public static readonly DicomTag CodingSchemeDesignator = new(0x0008, 0x0102);
    /// <summary>CodeMeaning.</summary>
    public static readonly DicomTag CodeMeaning = new(0x0008, 0x0104);
    /// <summary>TimezoneOffsetFromUTC.</summary>
    public static readonly DicomTag TimezoneOffsetFromUtc = new(0x0008, 0x0201);
    /// <summary>StationName.</summary>
    public static readonly DicomTag StationName = new(0x0008, 0x1010);
    /// <summary>StudyDescription.</summary>
    public static readonly DicomTag StudyDescription = new(0x0008, 0x1030);
    /// <summary>SeriesDescription.</summary>
    public static readonly DicomTag SeriesDescription = new(0x0008, 0x103E);
    /// <summary>PerformingPhysicianName.</summary>
    public static readonly DicomTag PerformingPhysicianName = new(0x0008, 0x1050);
    /// <summary>OperatorsName.</summary>
    public static readonly DicomTag OperatorsName = new(0x0008, 0x1070);
    /// <summary>ManufacturerModelName.</summary>
    public static readonly DicomTag ManufacturerModelName = new(0x0008, 0x1090);
    /// <summary>ReferencedSeriesSequence.</summary>
    public static readonly DicomTag ReferencedSeriesSequence = new(0x0008, 0x1115);
    /// <summary>ReferencedImageSequence.</summary>
    public static readonly DicomTag ReferencedImageSequence = new(0x0008, 0x1140);
    /// <summary>ReferencedInstanceSequence.</summary>
    public static readonly DicomTag ReferencedInstanceSequence = new(0x0008, 0x114A);
    /// <summary>ReferencedSOPClassUID.</summary>
    public static readonly DicomTag ReferencedSopClassUid = new(0x0008, 0x1150);
    /// <summary>ReferencedSOPInstanceUID.</summary>
    public static readonly DicomTag ReferencedSopInstanceUid = new(0x0008, 0x1155);
    /// <summary>ReferencedFrameNumber.</summary>
    public static readonly DicomTag ReferencedFrameNumber = new(0x0008, 0x1160);
    /// <summary>SourceImageSequence.</summary>
    public static readonly DicomTag SourceImageSequence = new(0x0008, 0x2112);
    /// <summary>FrameType.</summary>
    public static readonly DicomTag FrameType = new(0x0008, 0x9007);
    /// <summary>DerivationImageSequence.</summary>
    public static readonly DicomTag DerivationImageSequence = new(0x0008, 0x9124);
    /// <summary>PatientName.</summary>
    public static readonly DicomTag PatientName = new(0x0010, 0x0010);
    /// <summary>PatientID.</summary>
    public static readonly DicomTag PatientId = new(0x0010, 0x0020);
    /// <summary>PatientBirthDate.</summary>
    public static readonly DicomTag PatientBirthDate = new(0x0010, 0x0030);
    /// <summary>PatientSex.</summary>
    public static readonly DicomTag PatientSex = new(0x0010, 0x0040);
    /// <summary>OtherPatientIDs.</summary>
    public static readonly DicomTag OtherPatientIds = new(0x0010, 0x1000);
    /// <summary>PatientAge.</summary>
    public static readonly DicomTag PatientAge = new(0x0010, 0x1010);
    /// <summary>PatientAddress.</summary>
    public static readonly DicomTag PatientAddress = new(0x0010, 0x1040);
    /// <summary>PatientTelephoneNumbers.</summary>
    public static readonly DicomTag PatientTelephoneNumbers = new(0x0010, 0x2154);
    /// <summary>PatientIdentityRemoved.</summary>
    public static readonly DicomTag PatientIdentityRemoved = new(0x0012, 0x0062);
    /// <summary>ContrastBolusAgent.</summary>
    public static readonly DicomTag ContrastBolusAgent = new(0x0018, 0x0010);
    /// <summary>BodyPartExamined.</summary>
    public static readonly DicomTag BodyPartExamined = new(0x0018, 0x0015);
    /// <summary>ScanningSequence.</summary>
    public static readonly DicomTag ScanningSequence = new(0x0018, 0x0020);
    /// <summary>SequenceVariant.</summary>
    public static readonly DicomTag SequenceVariant = new(0x0018, 0x0021);
    /// <summary>ScanOptions.</summary>
    public static readonly DicomTag ScanOptions = new(0x0018, 0x0022);
    /// <summary>MRAcquisitionType.</summary>
    public static readonly DicomTag MrAcquisitionType = new(0x0018, 0x0023);
    /// <summary>SequenceName.</summary>
    public static readonly DicomTag SequenceName = new(0x0018, 0x0024);
    /// <summary>SliceThickness.</summary>
    public static readonly DicomTag SliceThickness = new(0x0018, 0x0050);
    /// <summary>RepetitionTime.</summary>
    public static readonly DicomTag RepetitionTime = new(0x0018, 0x0080);
    /// <summary>EchoTime.</summary>
    public static readonly DicomTag EchoTime = new(0x0018, 0x0081);
    /// <summary>InversionTime.</summary>
    public static readonly DicomTag InversionTime = new(0x0018, 0x0082);
    /// <summary>EchoNumbers.</summary>
    public static readonly DicomTag EchoNumbers = new(0x0018, 0x0086);
    /// <summary>MagneticFieldStrength.</summary>
    public static readonly DicomTag MagneticFieldStrength = new(0x0018, 0x0087);
    /// <summary>SpacingBetweenSlices.</summary>
    public static readonly DicomTag SpacingBetweenSlices = new(0x0018, 0x0088);
    /// <summary>DeviceSerialNumber.</summary>
    public static readonly DicomTag DeviceSerialNumber = new(0x0018, 0x1000);
    /// <summary>ProtocolName.</summary>
    public static readonly DicomTag ProtocolName = new(0x0018, 0x1030);
    /// <summary>ContrastBolusStartTime.</summary>
    public static readonly DicomTag ContrastBolusStartTime = new(0x0018, 0x1042);
    /// <summary>TriggerTime.</summary>
    public static readonly DicomTag TriggerTime = new(0x0018, 0x1060);
    /// <summary>FlipAngle.</summary>
    public static readonly DicomTag FlipAngle = new(0x0018, 0x1314);
    /// <summary>PatientPosition.</summary>
    public static readonly DicomTag PatientPosition = new(0x0018, 0x5100);
    /// <summary>FrameAcquisitionDateTime.</summary>
    public static readonly DicomTag FrameAcquisitionDateTime = new(0x0018, 0x9074);
    /// <summary>EffectiveEchoTime.</summary>
    public static readonly DicomTag EffectiveEchoTime = new(0x0018, 0x9082);
    /// <summary>DiffusionBValue.</summary>
    public static readonly DicomTag DiffusionBValue = new(0x0018, 0x9087);
    /// <summary>MREchoSequence.</summary>
    public static readonly DicomTag MrEchoSequence = new(0x0018, 0x9114);
    /// <summary>MRDiffusionSequence.</summary>
    public static readonly DicomTag MrDiffusionSequence = new(0x0018, 0x9117);
    /// <summary>FrameReferenceDateTime.</summary>
    public static readonly DicomTag FrameReferenceDateTime = new(0x0018, 0x9151);
    /// <summary>ContrastBolusAgentPhase.</summary>
    public static readonly DicomTag ContrastBolusAgentPhase = new(0x0018, 0x9344);
    /// <summary>StudyInstanceUID.</summary>
    public static readonly DicomTag StudyInstanceUid = new(0x0020, 0x000D);
    /// <summary>SeriesInstanceUID.</summary>
    public static readonly DicomTag SeriesInstanceUid = new(0x0020, 0x000E);
    /// <summary>StudyID.</summary>
    public static readonly DicomTag StudyId = new(0x0020, 0x0010);
    /// <summary>SeriesNumber.</summary>
    public static readonly DicomTag SeriesNumber = new(0x0020, 0x0011);
    /// <summary>AcquisitionNumber.</summary>
    public static readonly DicomTag AcquisitionNumber = new(0x0020, 0x0012);
    /// <summary>InstanceNumber.</summary>
    public static readonly DicomTag InstanceNumber = new(0x0020, 0x0013);
    /// <summary>ImagePositionPatient.</summary>
    public static readonly DicomTag ImagePositionPatient = new(0x0020, 0x0032);
    /// <summary>ImageOrientationPatient.</summary>
    public static readonly DicomTag ImageOrientationPatient = new(0x0020, 0x0037);
    /// <summary>FrameOfReferenceUID.</summary>
    public static readonly DicomTag FrameOfReferenceUid = new(0x0020, 0x0052);
    /// <summary>TemporalPositionIdentifier.</summary>
    public static readonly DicomTag TemporalPositionIdentifier = new(0x0020, 0x0100);
    /// <summary>NumberOfTemporalPositions.</summary>
    public static readonly DicomTag NumberOfTemporalPositions = new(0x0020, 0x0105);
    /// <summary>TemporalResolution.</summary>
    public static readonly DicomTag TemporalResolution = new(0x0020, 0x0110);
    /// <summary>SliceLocation.</summary>
    public static readonly DicomTag SliceLocation = new(0x0020, 0x1041);
    /// <summary>ImageComments.</summary>
    public static readonly DicomTag ImageComments = new(0x0020, 0x4000);
    /// <summary>StackID.</summary>
    public static readonly DicomTag StackId = new(0x0020, 0x9056);
    /// <summary>InStackPositionNumber.</summary>
    public static readonly DicomTag InStackPositionNumber = new(0x0020, 0x9057);
    /// <summary>FrameContentSequence.</summary>
    public static readonly DicomTag FrameContentSequence = new(0x0020, 0x9111);
    /// <summary>PlanePositionSequence.</summary>
    public static readonly DicomTag PlanePositionSequence = new(0x0020, 0x9113);
    /// <summary>PlaneOrientationSequence.</summary>
    public static readonly DicomTag PlaneOrientationSequence = new(0x0020, 0x9116);
    /// <summary>TemporalPositionIndex.</summary>
    public static readonly DicomTag TemporalPositionIndex = new(0x0020, 0x9128);
    /// <summary>DimensionIndexValues.</summary>
    public static readonly DicomTag DimensionIndexValues = new(0x0020, 0x9157);
    /// <summary>DimensionIndexPointer.</summary>
    public static readonly DicomTag DimensionIndexPointer = new(0x0020, 0x9165);
    /// <summary>FunctionalGroupPointer.</summary>
    public static readonly DicomTag FunctionalGroupPointer = new(0x0020, 0x9167);
    /// <summary>DimensionOrganizationSequence.</summary>
    public static readonly DicomTag DimensionOrganizationSequence = new(0x0020, 0x9221);
    /// <summary>DimensionIndexSequence.</summary>
    public static readonly DicomTag DimensionIndexSequence = new(0x0020, 0x9222);
    /// <summary>TemporalPositionTimeOffset.</summary>
    public static readonly DicomTag TemporalPositionTimeOffset = new(0x0020, 0x930D);
    /// <summary>DimensionOrganizationType.</summary>
    public static readonly DicomTag DimensionOrganizationType = new(0x0020, 0x9311);
    /// <summary>SamplesPerPixel.</summary>
    public static readonly DicomTag SamplesPerPixel = new(0x0028, 0x0002);
    /// <summary>PhotometricInterpretation.</summary>
    public static readonly DicomTag PhotometricInterpretation = new(0x0028, 0x0004);
    /// <summary>PlanarConfiguration.</summary>
    public static readonly DicomTag PlanarConfiguration = new(0x0028, 0x0006);
    /// <summary>NumberOfFrames.</summary>
    public static readonly DicomTag NumberOfFrames = new(0x0028, 0x0008);
    /// <summary>FrameIncrementPointer.</summary>
    public static readonly DicomTag FrameIncrementPointer = new(0x0028, 0x0009);
    /// <summary>Rows.</summary>
    public static readonly DicomTag Rows = new(0x0028, 0x0010);
    /// <summary>Columns.</summary>
    public static readonly DicomTag Columns = new(0x0028, 0x0011);
    /// <summary>PixelSpacing.</summary>
    public static readonly DicomTag PixelSpacing = new(0x0028, 0x0030);
    /// <summary>BitsAllocated.</summary>
    public static readonly DicomTag BitsAllocated = new(0x0028, 0x0100);
    /// <summary>BitsStored.</summary>
    public static readonly DicomTag BitsStored = new(0x0028, 0x0101);
    /// <summary>HighBit.</summary>
    public static readonly DicomTag HighBit = new(0x0028, 0x0102);
    /// <summary>PixelRepresentation.</summary>
    public static readonly DicomTag PixelRepresentation = new(0x0028, 0x0103);
    /// <summary>PixelPaddingValue.</summary>
    public static readonly DicomTag PixelPaddingValue = new(0x0028, 0x0120);
    /// <summary>BurnedInAnnotation.</summary>
    public static readonly DicomTag BurnedInAnnotation = new(0x0028, 0x0301);
    /// <summary>WindowCenter.</summary>
    public static readonly DicomTag WindowCenter = new(0x0028, 0x1050);
    /// <summary>WindowWidth.</summary>
    public static readonly DicomTag WindowWidth = new(0x0028, 0x1051);
    /// <summary>RescaleIntercept.</summary>
    public static readonly DicomTag RescaleIntercept = new(0x0028, 0x1052);
    /// <summary>RescaleSlope.</summary>
    public static readonly DicomTag RescaleSlope = new(0x0028, 0x1053);
    /// <summary>RescaleType.</summary>
    public static readonly DicomTag RescaleType = new(0x0028, 0x1054);
    /// <summary>LossyImageCompression.</summary>
    public static readonly DicomTag LossyImageCompression = new(0x0028, 0x2110);
    /// <summary>ModalityLUTSequence.</summary>
    public static readonly DicomTag ModalityLutSequence = new(0x0028, 0x3000);
    /// <summary>LUTDescriptor.</summary>
    public static readonly DicomTag LutDescriptor = new(0x0028, 0x3002);
    /// <summary>LUTData.</summary>
    public static readonly DicomTag LutData = new(0x0028, 0x3006);
    /// <summary>PixelMeasuresSequence.</summary>
    public static readonly DicomTag PixelMeasuresSequence = new(0x0028, 0x9110);
    /// <summary>PixelValueTransformationSequence.</summary>
    public static readonly DicomTag PixelValueTransformationSequence = new(0x0028, 0x9145);
    /// <summary>RealWorldValueMappingSequence.</summary>
    public static readonly DicomTag RealWorldValueMappingSequence = new(0x0040, 0x9096);
    /// <summary>RealWorldValueIntercept.</summary>
    public static readonly DicomTag RealWorldValueIntercept = new(0x0040, 0x9224);
    /// <summary>RealWorldValueSlope.</summary>
    public static readonly DicomTag RealWorldValueSlope = new(0x0040, 0x9225);
    /// <summary>TotalPixelMatrixColumns.</summary>
    public static readonly DicomTag TotalPixelMatrixColumns = new(0x0048, 0x0006);
    /// <summary>TotalPixelMatrixRows.</summary>
    public static readonly DicomTag TotalPixelMatrixRows = new(0x0048, 0x0007);
    /// <summary>ColumnPositionInTotalImagePixelMatrix.</summary>
    public static readonly DicomTag ColumnPositionInTotalImagePixelMatrix = new(0x0048, 0x021E);
    /// <summary>RowPositionInTotalImagePixelMatrix.</summary>
    public static readonly DicomTag RowPositionInTotalImagePixelMatrix = new(0x0048, 0x021F);
    /// <summary>Units.</summary>
    public static readonly DicomTag Units = new(0x0054, 0x1001);
    /// <summary>DecayCorrection.</summary>
    public static readonly DicomTag DecayCorrection = new(0x0054, 0x1102);
    /// <summary>FrameReferenceTime.</summary>
    public static readonly DicomTag FrameReferenceTime = new(0x0054, 0x1300);
    /// <summary>SegmentationType.</summary>
    public static readonly DicomTag SegmentationType = new(0x0062, 0x0001);
    /// <summary>SegmentSequence.</summary>
    public static readonly DicomTag SegmentSequence = new(0x0062, 0x0002);
    /// <summary>SegmentedPropertyCategoryCodeSequence.</summary>
    public static readonly DicomTag SegmentedPropertyCategoryCodeSequence = new(0x0062, 0x0003);
    /// <summary>SegmentNumber.</summary>
    public static readonly DicomTag SegmentNumber = new(0x0062, 0x0004);
    /// <summary>SegmentLabel.</summary>
    public static readonly DicomTag SegmentLabel = new(0x0062, 0x0005);
    /// <summary>SegmentDescription.</summary>
    public static readonly DicomTag SegmentDescription = new(0x0062, 0x0006);
    /// <summary>SegmentIdentificationSequence.</summary>
    public static readonly DicomTag SegmentIdentificationSequence = new(0x0062, 0x000A);
    /// <summary>ReferencedSegmentNumber.</summary>
    public static readonly DicomTag ReferencedSegmentNumber = new(0x0062, 0x000B);
    /// <summary>MaximumFractionalValue.</summary>
    public static readonly DicomTag MaximumFractionalValue = new(0x0062, 0x000E);
    /// <summary>SegmentedPropertyTypeCodeSequence.</summary>
    public static readonly DicomTag SegmentedPropertyTypeCodeSequence = new(0x0062, 0x000F);
    /// <summary>SegmentationFractionalType.</summary>
    public static readonly DicomTag SegmentationFractionalType = new(0x0062, 0x0010);
    /// <summary>StructureSetLabel.</summary>
    public static readonly DicomTag StructureSetLabel = new(0x3006, 0x0002);
    /// <summary>ReferencedFrameOfReferenceSequence.</summary>
    public static readonly DicomTag ReferencedFrameOfReferenceSequence = new(0x3006, 0x0010);
    /// <summary>RTReferencedStudySequence.</summary>
    public static readonly DicomTag RtReferencedStudySequence = new(0x3006, 0x0012);
    /// <summary>RTReferencedSeriesSequence.</summary>
    public static readonly DicomTag RtReferencedSeriesSequence = new(0x3006, 0x0014);
    /// <summary>ContourImageSequence.</summary>
    public static readonly DicomTag ContourImageSequence = new(0x3006, 0x0016);
    /// <summary>StructureSetROISequence.</summary>
    public static readonly DicomTag StructureSetRoiSequence = new(0x3006, 0x0020);
    /// <summary>ROINumber.</summary>
    public static readonly DicomTag RoiNumber = new(0x3006, 0x0022);
    /// <summary>ReferencedFrameOfReferenceUID.</summary>
    public static readonly DicomTag ReferencedFrameOfReferenceUid = new(0x3006, 0x0024);
    /// <summary>ROIName.</summary>
    public static readonly DicomTag RoiName = new(0x3006, 0x0026);
    /// <summary>ROIContourSequence.</summary>
    public static readonly DicomTag RoiContourSequence = new(0x3006, 0x0039);
    /// <summary>ContourSequence.</summary>
    public static readonly DicomTag ContourSequence = new(0x3006, 0x0040);
    /// <summary>ContourGeometricType.</summary>
    public static readonly DicomTag ContourGeometricType = new(0x3006, 0x0042);
    /// <summary>NumberOfContourPoints.</summary>
    public static readonly DicomTag NumberOfContourPoints = new(0x3006, 0x0046);
    /// <summary>ContourNumber.</summary>
    public static readonly DicomTag ContourNumber = new(0x3006, 0x0048);
    /// <summary>ContourData.</summary>
    public static readonly DicomTag ContourData = new(0x3006, 0x0050);
    /// <summary>RTROIObservationsSequence.</summary>
    public static readonly DicomTag RtRoiObservationsSequence = new(0x3006, 0x0080);
    /// <summary>ReferencedROINumber.</summary>
    public static readonly DicomTag ReferencedRoiNumber = new(0x3006, 0x0084);
    /// <summary>RTROIInterpretedType.</summary>
    public static readonly DicomTag RtRoiInterpretedType = new(0x3006, 0x00A4);
    /// <summary>SharedFunctionalGroupsSequence.</summary>
    public static readonly DicomTag SharedFunctionalGroupsSequence = new(0x5200, 0x9229);
    /// <summary>PerFrameFunctionalGroupsSequence.</summary>
    public static readonly DicomTag PerFrameFunctionalGroupsSequence = new(0x5200, 0x9230);
    /// <summary>ExtendedOffsetTable.</summary>
    public static readonly DicomTag ExtendedOffsetTable = new(0x7FE0, 0x0001);
    /// <summary>ExtendedOffsetTableLengths.</summary>
    public static readonly DicomTag ExtendedOffsetTableLengths = new(0x7FE0, 0x0002);
    /// <summary>FloatPixelData.</summary>
    public static readonly DicomTag FloatPixelData = new(0x7FE0, 0x0008);
    /// <summary>DoubleFloatPixelData.</summary>
    public static readonly DicomTag DoubleFloatPixelData = new(0x7FE0, 0x0009);
    /// <summary>PixelData.</summary>
    public static readonly DicomTag PixelData = new(0x7FE0, 0x0010);
}
