using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Cohorts.Scanning;

/// <summary>One segment of a segmentation or region of a structure set, and the image it is to be put on.</summary>
internal sealed record DicomMaskSource(string File, bool IsStructureSet, int Number, string Name, SeriesLayout? Image, int Phase)
{
    /// <summary>The mask on the image's grid; of a segmentation without image, on its own.</summary>
    internal PlacedMask Read()
    {
        var target = Image is null ? null : MaskTarget.Of(Image, Phase);
        var number = Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return IsStructureSet
            ? DicomStructureSet.Read(File).ReadMask(number, target!)
            : DicomSegmentation.Read(File).ReadMask(number, target);
    }
}
