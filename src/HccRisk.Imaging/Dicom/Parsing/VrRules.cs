namespace HccRisk.Imaging.Dicom.Parsing;

/// <summary>What follows from a value representation (PS3.5 6.2 and 7.1.2).</summary>
internal static class VrRules
{
    /// <summary>The creator of the block in which Philips MR puts the private attributes of a frame.</summary>
    internal const string PhilipsFrames = "Philips MR Imaging DD 005";

    /// <summary>The element of that block that holds them, a sequence: (2005,xx0F).</summary>
    internal const byte PhilipsFrameSequence = 0x0F;

    /// <summary>A private element known to be a sequence where the file does not say so.</summary>
    internal static bool IsPrivateSequence(DicomTag tag, string creator) =>
        tag.Group == 0x2005 && (tag.Element & 0xFF) == PhilipsFrameSequence && string.Equals(creator, PhilipsFrames, StringComparison.OrdinalIgnoreCase);

    internal static bool IsKnown(DicomVr vr) => vr is
        DicomVr.AE or DicomVr.AS or DicomVr.AT or DicomVr.CS or DicomVr.DA or DicomVr.DS or DicomVr.DT or DicomVr.FD or DicomVr.FL or
        DicomVr.IS or DicomVr.LO or DicomVr.LT or DicomVr.OB or DicomVr.OD or DicomVr.OF or DicomVr.OL or DicomVr.OV or DicomVr.OW or
        DicomVr.PN or DicomVr.SH or DicomVr.SL or DicomVr.SQ or DicomVr.SS or DicomVr.ST or DicomVr.SV or DicomVr.TM or DicomVr.UC or
        DicomVr.UI or DicomVr.UL or DicomVr.UN or DicomVr.UR or DicomVr.US or DicomVr.UT or DicomVr.UV;

    /// <summary>A pair of capitals, as every representation is, this version of the standard's or a later one's.</summary>
    internal static bool LooksLikeVr(byte first, byte second) => first is >= (byte)'A' and <= (byte)'Z' && second is >= (byte)'A' and <= (byte)'Z';

    /// <summary>The explicit form has a length of 32 bits after two reserved bytes; so will representations yet to come.</summary>
    internal static bool HasLongLength(DicomVr vr) => vr is
        DicomVr.OB or DicomVr.OD or DicomVr.OF or DicomVr.OL or DicomVr.OV or DicomVr.OW or DicomVr.SQ or DicomVr.SV or
        DicomVr.UC or DicomVr.UN or DicomVr.UR or DicomVr.UT or DicomVr.UV || !IsKnown(vr);

    /// <summary>Bytes of one number, which the byte order concerns; 1 for text and bytes.</summary>
    internal static int WordSize(DicomVr vr) => vr switch
    {
        DicomVr.US or DicomVr.SS or DicomVr.OW or DicomVr.AT => 2,
        DicomVr.UL or DicomVr.SL or DicomVr.FL or DicomVr.OF or DicomVr.OL => 4,
        DicomVr.FD or DicomVr.OD or DicomVr.SV or DicomVr.UV or DicomVr.OV => 8,
        _ => 1,
    };

    /// <summary>The character set of the data set concerns it.</summary>
    internal static bool HasCharacterSet(DicomVr vr) => vr is
        DicomVr.LO or DicomVr.LT or DicomVr.PN or DicomVr.SH or DicomVr.ST or DicomVr.UC or DicomVr.UT or DicomVr.UN;

    /// <summary>One text, in which a backslash separates nothing and leading spaces count.</summary>
    internal static bool IsSingleText(DicomVr vr) => vr is DicomVr.LT or DicomVr.ST or DicomVr.UT or DicomVr.UR;

    internal static bool IsText(DicomVr vr) => vr is
        DicomVr.AE or DicomVr.AS or DicomVr.CS or DicomVr.DA or DicomVr.DS or DicomVr.DT or DicomVr.IS or DicomVr.TM or DicomVr.UI or
        DicomVr.UR || HasCharacterSet(vr);
}
