namespace HccRisk.Imaging.Dicom.Identity;

/// <summary>An element that can tell who a patient is. Its value is not kept.</summary>
/// <param name="Tag">The element.</param>
/// <param name="Name">Its name; <c>private</c> for an element of a manufacturer.</param>
/// <param name="Kind">In what way it identifies.</param>
public sealed record IdentityFinding(DicomTag Tag, string Name, IdentityKind Kind);
