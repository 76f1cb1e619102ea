namespace HccRisk.Imaging.Dicom.Identity;

/// <summary>In what way an element can tell who a patient is.</summary>
public enum IdentityKind
{
    /// <summary>A name of the patient or of somebody close.</summary>
    Name,

    /// <summary>A number or code: patient, accession, admission, device.</summary>
    Identifier,

    /// <summary>Address, telephone, insurance, occupation.</summary>
    Contact,

    /// <summary>The date of birth, or when something was done: a study needs intervals only.</summary>
    Date,

    /// <summary>Hospital, department, station.</summary>
    Institution,

    /// <summary>A physician or operator.</summary>
    Staff,

    /// <summary>Comments, in which anything may stand.</summary>
    FreeText,

    /// <summary>Text drawn into the pixels, certainly or by the kind of the file: every picture and volume made of them shows it.</summary>
    BurnedIn,

    /// <summary>Text in an element of a manufacturer, whose meaning is not public.</summary>
    PrivateText,
}
