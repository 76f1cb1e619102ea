namespace HccRisk.Studies.Description;

/// <summary>What a reader calls a site; a file without a site column is one site without a name.</summary>
internal static class SiteText
{
    public static string NameOf(string site) => site.Length == 0 ? "all patients" : site;
}
