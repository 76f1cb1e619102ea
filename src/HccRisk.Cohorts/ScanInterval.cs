namespace HccRisk.Cohorts;

/// <summary>How often the patients of a site were scanned before their first event or their last contact.</summary>
/// <param name="Site">The site.</param>
/// <param name="Patients">Patients of the site.</param>
/// <param name="Scanned">Patients with one scan at least.</param>
/// <param name="Intervals">Intervals: from resection to the first scan, and from one scan to the next.</param>
/// <param name="Median">Median interval in the unit of the endpoint; NaN without intervals.</param>
/// <param name="LowerQuartile">Lower quartile (R's type 7); NaN without intervals.</param>
/// <param name="UpperQuartile">Upper quartile; NaN without intervals.</param>
public sealed record ScanInterval(string Site, int Patients, int Scanned, int Intervals, double Median, double LowerQuartile, double UpperQuartile)
{
    /// <summary>What a reader must know of the dates of recurrence at the site.</summary>
    /// <param name="unit">Unit of the times.</param>
    public string Sentence(string unit) => Intervals == 0
        ? FormattableString.Invariant($"{Name}: the interval between follow-up scans is not known; recurrence is dated to a scan, so a horizon is only as exact as the plan of scans.")
        : FormattableString.Invariant(
            $"{Name}: median interval between follow-up scans {Median:0.##} {unit} (quartiles {LowerQuartile:0.##} to {UpperQuartile:0.##}; {Intervals} intervals of {Scanned} of {Patients} patients).");

    private string Name => Site.Length == 0 ? "Follow-up" : $"Site {Site}";
}
