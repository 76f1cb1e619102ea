using System.Collections.Frozen;
using System.Globalization;

namespace HccRisk.Imaging.Dicom.Parsing;

/// <summary>Representation and keyword of the elements the library uses or is likely to meet (PS3.6); others are unknown.</summary>
internal static class DicomDictionary
{
    /// <summary>US or SS, as the pixels are unsigned or signed.</summary>
    private const DicomVr Either = (DicomVr)0x5853;

    // Per line a group, then element, representation ("XS": US or SS) and keyword of each entry.
    private const string Table = """
        0002: 0001OB FileMetaInformationVersion 0002UI MediaStorageSOPClassUID 0003UI MediaStorageSOPInstanceUID 0010UI TransferSyntaxUID
        0002: 0012UI ImplementationClassUID 0013SH ImplementationVersionName 0016AE SourceApplicationEntityTitle
        0004: 1220SQ DirectoryRecordSequence 1400UL OffsetOfTheNextDirectoryRecord 1410US RecordInUseFlag
        0004: 1420UL OffsetOfReferencedLowerLevelDirectoryEntity 1430CS DirectoryRecordType 1500CS ReferencedFileID
        0004: 1510UI ReferencedSOPClassUIDInFile 1511UI ReferencedSOPInstanceUIDInFile 1512UI ReferencedTransferSyntaxUIDInFile
        0008: 0005CS SpecificCharacterSet 0008CS ImageType 0012DA InstanceCreationDate 0013TM InstanceCreationTime 0014UI InstanceCreatorUID
        0008: 0016UI SOPClassUID 0017UI AcquisitionUID 0018UI SOPInstanceUID 0019UI PyramidUID 0020DA StudyDate 0021DA SeriesDate
        0008: 0022DA AcquisitionDate 0023DA ContentDate 002ADT AcquisitionDateTime 0030TM StudyTime 0031TM SeriesTime 0032TM AcquisitionTime
        0008: 0033TM ContentTime 0050SH AccessionNumber 0060CS Modality 0061CS ModalitiesInStudy 0064CS ConversionType 0070LO Manufacturer
        0008: 0080LO InstitutionName 0081ST InstitutionAddress 0090PN ReferringPhysicianName 0100SH CodeValue 0102SH CodingSchemeDesignator
        0008: 0103SH CodingSchemeVersion 0104LO CodeMeaning 010CUI CodingSchemeUID 0110SQ CodingSchemeIdentificationSequence
        0008: 0112LO CodingSchemeRegistry 0115ST CodingSchemeName 0201SH TimezoneOffsetFromUTC 1010SH StationName 1030LO StudyDescription
        0008: 1032SQ ProcedureCodeSequence 103ELO SeriesDescription 103FSQ SeriesDescriptionCodeSequence 1040LO InstitutionalDepartmentName
        0008: 1048PN PhysiciansOfRecord 1050PN PerformingPhysicianName 1060PN NameOfPhysiciansReadingStudy 1070PN OperatorsName
        0008: 1080LO AdmittingDiagnosesDescription 1090LO ManufacturerModelName 1110SQ ReferencedStudySequence
        0008: 1111SQ ReferencedPerformedProcedureStepSequence 1115SQ ReferencedSeriesSequence 1120SQ ReferencedPatientSequence
        0008: 1140SQ ReferencedImageSequence 114ASQ ReferencedInstanceSequence 1150UI ReferencedSOPClassUID 1155UI ReferencedSOPInstanceUID
        0008: 1160IS ReferencedFrameNumber 2111ST DerivationDescription 2112SQ SourceImageSequence 2218SQ AnatomicRegionSequence
        0008: 2220SQ AnatomicRegionModifierSequence 9007CS FrameType 9124SQ DerivationImageSequence 9205CS PixelPresentation
        0008: 9206CS VolumetricProperties 9207CS VolumeBasedCalculationTechnique 9208CS ComplexImageComponent 9209CS AcquisitionContrast
        0008: 9215SQ DerivationCodeSequence
        0010: 0010PN PatientName 0020LO PatientID 0021LO IssuerOfPatientID 0030DA PatientBirthDate 0032TM PatientBirthTime 0040CS PatientSex
        0010: 1000LO OtherPatientIDs 1001PN OtherPatientNames 1010AS PatientAge 1020DS PatientSize 1030DS PatientWeight 1040LO PatientAddress
        0010: 1060PN PatientMotherBirthName 1080LO MilitaryRank 2154SH PatientTelephoneNumbers 2160SH EthnicGroup 2180SH Occupation
        0010: 21B0LT AdditionalPatientHistory 21C0US PregnancyStatus 4000LT PatientComments
        0012: 0010LO ClinicalTrialSponsorName 0020LO ClinicalTrialProtocolID 0021LO ClinicalTrialProtocolName 0030LO ClinicalTrialSiteID
        0012: 0031LO ClinicalTrialSiteName 0040LO ClinicalTrialSubjectID 0050LO ClinicalTrialTimePointID
        0012: 0051ST ClinicalTrialTimePointDescription 0062CS PatientIdentityRemoved 0063LO DeidentificationMethod
        0012: 0064SQ DeidentificationMethodCodeSequence
        0018: 0010LO ContrastBolusAgent 0012SQ ContrastBolusAgentSequence 0015CS BodyPartExamined 0020CS ScanningSequence
        0018: 0021CS SequenceVariant 0022CS ScanOptions 0023CS MRAcquisitionType 0024SH SequenceName 0025CS AngioFlag
        0018: 0031LO Radiopharmaceutical 0040IS CineRate 0050DS SliceThickness 0060DS KVP 0070IS CountsAccumulated 0080DS RepetitionTime
        0018: 0081DS EchoTime 0082DS InversionTime 0083DS NumberOfAverages 0084DS ImagingFrequency 0085SH ImagedNucleus 0086IS EchoNumbers
        0018: 0087DS MagneticFieldStrength 0088DS SpacingBetweenSlices 0089IS NumberOfPhaseEncodingSteps 0090DS DataCollectionDiameter
        0018: 0091IS EchoTrainLength 0093DS PercentSampling 0094DS PercentPhaseFieldOfView 0095DS PixelBandwidth 1000LO DeviceSerialNumber
        0018: 1020LO SoftwareVersions 1030LO ProtocolName 1040LO ContrastBolusRoute 1041DS ContrastBolusVolume 1042TM ContrastBolusStartTime
        0018: 1043TM ContrastBolusStopTime 1044DS ContrastBolusTotalDose 1050DS SpatialResolution 1060DS TriggerTime 1062IS NominalInterval
        0018: 1063DS FrameTime 1065DS FrameTimeVector 1072TM RadiopharmaceuticalStartTime 1074DS RadionuclideTotalDose
        0018: 1075DS RadionuclideHalfLife 1088IS HeartRate 1090IS CardiacNumberOfImages 1094IS TriggerWindow 1100DS ReconstructionDiameter
        0018: 1110DS DistanceSourceToDetector 1120DS GantryDetectorTilt 1130DS TableHeight 1140CS RotationDirection 1143DS ScanArc
        0018: 1144DS AngularStep 1145DS CenterOfRotationOffset 1147CS FieldOfViewShape 1150IS ExposureTime 1151IS XRayTubeCurrent
        0018: 1152IS Exposure 1160SH FilterType 1180SH CollimatorGridName 1181CS CollimatorType 1182IS FocalDistance 1210SH ConvolutionKernel
        0018: 1242IS ActualFrameDuration 1250SH ReceiveCoilName 1251SH TransmitCoilName 1310US AcquisitionMatrix
        0018: 1312CS InPlanePhaseEncodingDirection 1314DS FlipAngle 1315CS VariableFlipAngleFlag 1316DS SAR 1318DS dBdt 5100CS PatientPosition
        0018: 9004CS ContentQualification 9005SH PulseSequenceName 9006SQ MRImagingModifierSequence 9042SQ MRReceiveCoilSequence
        0018: 9049SQ MRTransmitCoilSequence 9073FD AcquisitionDuration 9074DT FrameAcquisitionDateTime 9075CS DiffusionDirectionality
        0018: 9076SQ DiffusionGradientDirectionSequence 9082FD EffectiveEchoTime 9087FD DiffusionBValue 9089FD DiffusionGradientOrientation
        0018: 9112SQ MRTimingAndRelatedParametersSequence 9114SQ MREchoSequence 9115SQ MRModifierSequence 9117SQ MRDiffusionSequence
        0018: 9118SQ CardiacSynchronizationSequence 9119SQ MRAveragesSequence 9125SQ MRFOVGeometrySequence 9151DT FrameReferenceDateTime
        0018: 9152SQ MRMetaboliteMapSequence 9200CS MRSpectroscopyAcquisitionType 9220FD FrameAcquisitionDuration
        0018: 9226SQ MRImageFrameTypeSequence 9241US GradientEchoTrainLength 9341SQ ContrastBolusUsageSequence 9344CS ContrastBolusAgentPhase
        0018: A001SQ ContributingEquipmentSequence A002DT ContributionDateTime A003ST ContributionDescription
        0020: 000DUI StudyInstanceUID 000EUI SeriesInstanceUID 0010SH StudyID 0011IS SeriesNumber 0012IS AcquisitionNumber
        0020: 0013IS InstanceNumber 0020CS PatientOrientation 0032DS ImagePositionPatient 0037DS ImageOrientationPatient
        0020: 0052UI FrameOfReferenceUID 0060CS Laterality 0100IS TemporalPositionIdentifier 0105IS NumberOfTemporalPositions
        0020: 0110DS TemporalResolution 0200UI SynchronizationFrameOfReferenceUID 1002IS ImagesInAcquisition 1040LO PositionReferenceIndicator
        0020: 1041DS SliceLocation 1209IS NumberOfSeriesRelatedInstances 4000LT ImageComments 9056SH StackID 9057UL InStackPositionNumber
        0020: 9071SQ FrameAnatomySequence 9072CS FrameLaterality 9111SQ FrameContentSequence 9113SQ PlanePositionSequence
        0020: 9116SQ PlaneOrientationSequence 9128UL TemporalPositionIndex 9156US FrameAcquisitionNumber 9157UL DimensionIndexValues
        0020: 9161UI ConcatenationUID 9162US InConcatenationNumber 9163US InConcatenationTotalNumber 9164UI DimensionOrganizationUID
        0020: 9165AT DimensionIndexPointer 9167AT FunctionalGroupPointer 9221SQ DimensionOrganizationSequence 9222SQ DimensionIndexSequence
        0020: 9228UL ConcatenationFrameOffsetNumber 9253SQ RespiratorySynchronizationSequence 930DFD TemporalPositionTimeOffset
        0020: 9311CS DimensionOrganizationType 9421LO DimensionDescriptionLabel
        0022: 0016SQ IlluminationTypeCodeSequence
        0028: 0002US SamplesPerPixel 0004CS PhotometricInterpretation 0006US PlanarConfiguration 0008IS NumberOfFrames
        0028: 0009AT FrameIncrementPointer 0010US Rows 0011US Columns 0030DS PixelSpacing 0031DS ZoomFactor 0032DS ZoomCenter
        0028: 0034IS PixelAspectRatio 0051CS CorrectedImage 0100US BitsAllocated 0101US BitsStored 0102US HighBit 0103US PixelRepresentation
        0028: 0106XS SmallestImagePixelValue 0107XS LargestImagePixelValue 0108XS SmallestPixelValueInSeries 0109XS LargestPixelValueInSeries
        0028: 0120XS PixelPaddingValue 0121XS PixelPaddingRangeLimit 0300CS QualityControlImage 0301CS BurnedInAnnotation
        0028: 0302CS RecognizableVisualFeatures 0303CS LongitudinalTemporalInformationModified 0A02CS PixelSpacingCalibrationType
        0028: 1050DS WindowCenter 1051DS WindowWidth 1052DS RescaleIntercept 1053DS RescaleSlope 1054LO RescaleType
        0028: 1055LO WindowCenterWidthExplanation 1056CS VOILUTFunction 1101XS RedPaletteColorLookupTableDescriptor
        0028: 1102XS GreenPaletteColorLookupTableDescriptor 1103XS BluePaletteColorLookupTableDescriptor 1201OW RedPaletteColorLookupTableData
        0028: 1202OW GreenPaletteColorLookupTableData 1203OW BluePaletteColorLookupTableData 135ACS SpatialLocationsPreserved 2000OB ICCProfile
        0028: 2110CS LossyImageCompression 2112DS LossyImageCompressionRatio 2114CS LossyImageCompressionMethod 3000SQ ModalityLUTSequence
        0028: 3002XS LUTDescriptor 3003LO LUTExplanation 3004LO ModalityLUTType 3006OW LUTData 3010SQ VOILUTSequence
        0028: 6010US RepresentativeFrameNumber 6020US FrameNumbersOfInterest 9110SQ PixelMeasuresSequence 9132SQ FrameVOILUTSequence
        0028: 9145SQ PixelValueTransformationSequence
        0032: 1032PN RequestingPhysician 1060LO RequestedProcedureDescription 1070LO RequestedContrastAgent 4000LT StudyComments
        0040: 0006PN ScheduledPerformingPhysicianName 0010SH ScheduledStationName 0011SH ScheduledProcedureStepLocation 0012LO PreMedication
        0040: 0100SQ ScheduledProcedureStepSequence 0242SH PerformedStationName 0243SH PerformedLocation 0244DA PerformedProcedureStepStartDate
        0040: 0245TM PerformedProcedureStepStartTime 0250DA PerformedProcedureStepEndDate 0251TM PerformedProcedureStepEndTime
        0040: 0252CS PerformedProcedureStepStatus 0253SH PerformedProcedureStepID 0254LO PerformedProcedureStepDescription
        0040: 0255LO PerformedProcedureTypeDescription 0260SQ PerformedProtocolCodeSequence 0275SQ RequestAttributesSequence
        0040: 0512LO ContainerIdentifier 0513SQ IssuerOfTheContainerIdentifierSequence 0518SQ ContainerTypeCodeSequence
        0040: 0551LO SpecimenIdentifier 0554UI SpecimenUID 0555SQ AcquisitionContextSequence 0560SQ SpecimenDescriptionSequence
        0040: 0562SQ IssuerOfTheSpecimenIdentifierSequence 0610SQ SpecimenPreparationSequence 0710SQ WholeSlideMicroscopyImageFrameTypeSequence
        0040: 072ADS XOffsetInSlideCoordinateSystem 073ADS YOffsetInSlideCoordinateSystem 074ADS ZOffsetInSlideCoordinateSystem
        0040: 08EASQ MeasurementUnitsCodeSequence 1001SH RequestedProcedureID 9096SQ RealWorldValueMappingSequence 9210SH LUTLabel
        0040: 9211XS RealWorldValueLastValueMapped 9212FD RealWorldValueLUTData 9213FD DoubleFloatRealWorldValueLastValueMapped
        0040: 9214FD DoubleFloatRealWorldValueFirstValueMapped 9216XS RealWorldValueFirstValueMapped 9224FD RealWorldValueIntercept
        0040: 9225FD RealWorldValueSlope A010CS RelationshipType A040CS ValueType A043SQ ConceptNameCodeSequence A160UT TextValue
        0040: A168SQ ConceptCodeSequence A170SQ PurposeOfReferenceCodeSequence A730SQ ContentSequence
        0048: 0001FL ImagedVolumeWidth 0002FL ImagedVolumeHeight 0003FL ImagedVolumeDepth 0006UL TotalPixelMatrixColumns
        0048: 0007UL TotalPixelMatrixRows 0008SQ TotalPixelMatrixOriginSequence 0010CS SpecimenLabelInImage 0011CS FocusMethod
        0048: 0012CS ExtendedDepthOfField 0013US NumberOfFocalPlanes 0015US RecommendedAbsentPixelCIELabValue 0102DS ImageOrientationSlide
        0048: 0105SQ OpticalPathSequence 0106SH OpticalPathIdentifier 0107ST OpticalPathDescription 0108SQ IlluminationColorCodeSequence
        0048: 0112DS ObjectiveLensPower 021ASQ PlanePositionSlideSequence 021ESL ColumnPositionInTotalImagePixelMatrix
        0048: 021FSL RowPositionInTotalImagePixelMatrix 0302UL NumberOfOpticalPaths 0303UL TotalPixelMatrixFocalPlanes
        0054: 0010US EnergyWindowVector 0011US NumberOfEnergyWindows 0012SQ EnergyWindowInformationSequence 0013SQ EnergyWindowRangeSequence
        0054: 0014DS EnergyWindowLowerLimit 0015DS EnergyWindowUpperLimit 0016SQ RadiopharmaceuticalInformationSequence 0020US DetectorVector
        0054: 0021US NumberOfDetectors 0022SQ DetectorInformationSequence 0050US RotationVector 0051US NumberOfRotations
        0054: 0052SQ RotationInformationSequence 0053US NumberOfFramesInRotation 0081US NumberOfSlices 0090US AngularViewVector
        0054: 0101US NumberOfTimeSlices 0200DS StartAngle 0202CS TypeOfDetectorMotion 0300SQ RadionuclideCodeSequence 0400SH ImageID
        0054: 0410SQ PatientOrientationCodeSequence 0412SQ PatientOrientationModifierCodeSequence 0414SQ PatientGantryRelationshipCodeSequence
        0054: 1000CS SeriesType 1001CS Units 1002CS CountsSource 1102CS DecayCorrection 1300DS FrameReferenceTime 1321DS DecayFactor
        0054: 1330US ImageIndex
        0062: 0001CS SegmentationType 0002SQ SegmentSequence 0003SQ SegmentedPropertyCategoryCodeSequence 0004US SegmentNumber
        0062: 0005LO SegmentLabel 0006ST SegmentDescription 0008CS SegmentAlgorithmType 0009LO SegmentAlgorithmName
        0062: 000ASQ SegmentIdentificationSequence 000BUS ReferencedSegmentNumber 000CUS RecommendedDisplayGrayscaleValue
        0062: 000DUS RecommendedDisplayCIELabValue 000EUS MaximumFractionalValue 000FSQ SegmentedPropertyTypeCodeSequence
        0062: 0010CS SegmentationFractionalType 0013CS SegmentsOverlap 0020UT TrackingID 0021UI TrackingUID
        0070: 0080CS ContentLabel 0081LO ContentDescription 0084PN ContentCreatorName
        0088: 0200SQ IconImageSequence
        3006: 0002SH StructureSetLabel 0004LO StructureSetName 0008DA StructureSetDate 0009TM StructureSetTime
        3006: 0010SQ ReferencedFrameOfReferenceSequence 0012SQ RTReferencedStudySequence 0014SQ RTReferencedSeriesSequence
        3006: 0016SQ ContourImageSequence 0020SQ StructureSetROISequence 0022IS ROINumber 0024UI ReferencedFrameOfReferenceUID 0026LO ROIName
        3006: 0028ST ROIDescription 002AIS ROIDisplayColor 0036CS ROIGenerationAlgorithm 0039SQ ROIContourSequence 0040SQ ContourSequence
        3006: 0042CS ContourGeometricType 0044DS ContourSlabThickness 0045DS ContourOffsetVector 0046IS NumberOfContourPoints
        3006: 0048IS ContourNumber 0049IS AttachedContours 0050DS ContourData 0080SQ RTROIObservationsSequence 0082IS ObservationNumber
        3006: 0084IS ReferencedROINumber 0085SH ROIObservationLabel 00A4CS RTROIInterpretedType 00A6PN ROIInterpreter
        3006: 00B0SQ ROIPhysicalPropertiesSequence
        5200: 9229SQ SharedFunctionalGroupsSequence 9230SQ PerFrameFunctionalGroupsSequence
        6000: 0010US OverlayRows 0011US OverlayColumns 0015IS NumberOfFramesInOverlay 0022LO OverlayDescription 0040CS OverlayType
        6000: 0050SS OverlayOrigin 0051US ImageFrameOrigin 0100US OverlayBitsAllocated 0102US OverlayBitPosition 1500LO OverlayLabel
        6000: 3000OW OverlayData
        7FE0: 0001OV ExtendedOffsetTable 0002OV ExtendedOffsetTableLengths 0008OF FloatPixelData 0009OD DoubleFloatPixelData 0010OW PixelData
        FFFC: FFFCOB DataSetTrailingPadding
        FFFE: E000UN Item E00DUN ItemDelimitationItem E0DDUN SequenceDelimitationItem
        """;

    private static readonly FrozenDictionary<uint, (DicomVr Vr, string Keyword)> Entries = Parse();

    /// <summary>The representation of an element of an implicit data set; UN when it is not known.</summary>
    internal static DicomVr VrOf(DicomTag tag, bool signedPixels)
    {
        if (tag.IsPrivate)
        {
            return tag.Element is >= 0x0010 and <= 0x00FF ? DicomVr.LO : DicomVr.UN;
        }

        if (tag.Element == 0)
        {
            return DicomVr.UL;
        }

        return !Entries.TryGetValue(Folded(tag), out var entry) ? DicomVr.UN
            : entry.Vr != Either ? entry.Vr
            : signedPixels ? DicomVr.SS : DicomVr.US;
    }

    /// <summary>Tag and, where known, keyword, for messages.</summary>
    internal static string Describe(DicomTag tag) =>
        Entries.TryGetValue(Folded(tag), out var entry) ? $"{tag} {entry.Keyword}" : tag.ToString();

    // The sixteen overlays of an image are groups 6000 to 601E.
    private static uint Folded(DicomTag tag) => tag.Group is > 0x6000 and <= 0x601E ? (0x6000u << 16) | tag.Element : tag.Number;

    private static FrozenDictionary<uint, (DicomVr Vr, string Keyword)> Parse()
    {
        Dictionary<uint, (DicomVr, string)> entries = [];
        foreach (var line in Table.AsSpan().EnumerateLines())
        {
            var group = uint.Parse(line[..4], NumberStyles.HexNumber, CultureInfo.InvariantCulture) << 16;
            var words = line[6..].ToString().Split(' ');
            for (var i = 0; i < words.Length; i += 2)
            {
                var element = uint.Parse(words[i].AsSpan(0, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                entries.Add(group | element, ((DicomVr)((words[i][4] << 8) | words[i][5]), words[i + 1]));
            }
        }

        return entries.ToFrozenDictionary();
    }
}
