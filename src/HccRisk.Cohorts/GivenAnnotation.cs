namespace HccRisk.Cohorts;

/// <summary>Where on a slide to look, as a person outlined it: a GeoJSON file (QuPath), and which of its outlines.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Classification">Outlines of this class alone, such as <c>Tumor</c>; null (the default) takes every outline.</param>
public sealed record GivenAnnotation(string Path, string? Classification = null);
