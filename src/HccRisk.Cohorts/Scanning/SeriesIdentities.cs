using System.Collections.Concurrent;
using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Identity;

namespace HccRisk.Cohorts.Scanning;

/// <summary>What the headers of all files give away, by series. Files of one series mostly say the same, which is kept once.</summary>
internal sealed class SeriesIdentities
{
    private readonly ConcurrentDictionary<string, Series> _found = new(StringComparer.Ordinal);

    /// <summary>Takes one header; called from several threads.</summary>
    public void Add(string seriesUid, DicomDataset dataset)
    {
        var series = _found.GetOrAdd(seriesUid, static _ => new Series());
        lock (series)
        {
            series.All.UnionWith(IdentityCheck.Find(dataset, series.Seen));
        }
    }

    /// <summary>What was found in a series; its files have all been taken.</summary>
    public SeriesIdentity Of(string seriesUid) => _found.TryGetValue(seriesUid, out var series)
        ? new SeriesIdentity(
            [.. series.All.Select(found => found.Finding).Distinct().OrderBy(finding => finding.Tag)],
            [.. series.All.Select(found => (found.Finding.Kind, found.Value)).Distinct()])
        : new SeriesIdentity([], []);

    private sealed class Series
    {
        public SeenValues Seen { get; } = new();

        public HashSet<(IdentityFinding Finding, string Value)> All { get; } = [];
    }
}
