namespace HccRisk.Imaging.Dicom;

/// <summary>How the value of a data element is represented (PS3.5 6.2); the number is the two letters as the file holds them.</summary>
public enum DicomVr
{
    /// <summary>Application entity.</summary>
    AE = 0x4145,

    /// <summary>Age.</summary>
    AS = 0x4153,

    /// <summary>Attribute tag.</summary>
    AT = 0x4154,

    /// <summary>Code.</summary>
    CS = 0x4353,

    /// <summary>Date.</summary>
    DA = 0x4441,

    /// <summary>Decimal number as text.</summary>
    DS = 0x4453,

    /// <summary>Date and time.</summary>
    DT = 0x4454,

    /// <summary>64-bit floating point.</summary>
    FD = 0x4644,

    /// <summary>32-bit floating point.</summary>
    FL = 0x464C,

    /// <summary>Whole number as text.</summary>
    IS = 0x4953,

    /// <summary>Long text line.</summary>
    LO = 0x4C4F,

    /// <summary>Long text.</summary>
    LT = 0x4C54,

    /// <summary>Bytes.</summary>
    OB = 0x4F42,

    /// <summary>64-bit floating point array.</summary>
    OD = 0x4F44,

    /// <summary>32-bit floating point array.</summary>
    OF = 0x4F46,

    /// <summary>32-bit words.</summary>
    OL = 0x4F4C,

    /// <summary>64-bit words.</summary>
    OV = 0x4F56,

    /// <summary>16-bit words.</summary>
    OW = 0x4F57,

    /// <summary>Person name.</summary>
    PN = 0x504E,

    /// <summary>Short text line.</summary>
    SH = 0x5348,

    /// <summary>Signed 32-bit integer.</summary>
    SL = 0x534C,

    /// <summary>Sequence of items.</summary>
    SQ = 0x5351,

    /// <summary>Signed 16-bit integer.</summary>
    SS = 0x5353,

    /// <summary>Short text.</summary>
    ST = 0x5354,

    /// <summary>Signed 64-bit integer.</summary>
    SV = 0x5356,

    /// <summary>Time.</summary>
    TM = 0x544D,

    /// <summary>Unlimited characters.</summary>
    UC = 0x5543,

    /// <summary>Unique identifier.</summary>
    UI = 0x5549,

    /// <summary>Unsigned 32-bit integer.</summary>
    UL = 0x554C,

    /// <summary>Unknown.</summary>
    UN = 0x554E,

    /// <summary>Address of a resource.</summary>
    UR = 0x5552,

    /// <summary>Unsigned 16-bit integer.</summary>
    US = 0x5553,

    /// <summary>Unlimited text.</summary>
    UT = 0x5554,

    /// <summary>Unsigned 64-bit integer.</summary>
    UV = 0x5556,
}
