using HccRisk.Core.Columns;
using HccRisk.Core.Errors;
using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics;

/// <summary>Features of a patient under a preset or a parameter file: those of each series by themselves, the series' name before the preset's.</summary>
internal sealed class NamedFeatures
{
    /// <summary>How far grids may differ and whether masks are resampled.</summary>
    internal required RadiomicsOptions Options { get; init; }

    /// <summary>The names of one series.</summary>
    internal required IReadOnlyList<FeatureColumn> Names { get; init; }

    /// <summary>The features of one series under those names.</summary>
    internal required Func<RadiomicsSeries, Mask, CancellationToken, FeatureVector> Measure { get; init; }

    internal IReadOnlyList<FeatureColumn> Columns(IEnumerable<string> series) =>
        [.. series.SelectMany(s => Names.Select(c => c with { Name = $"{s}.{c.Name}" }))];

    internal FeatureVector Extract(RadiomicsFiles files, CancellationToken cancellationToken)
    {
        var patient = CaseReader.Read(files, Options, cancellationToken);
        var missing = patient.Optional.Where(o => o.Image is null).Select(o => $"{o.Name}: {o.Reason ?? "the patient does not have it"}").ToList();
        IReadOnlyList<double> unknown = [.. Names.Select(_ => double.NaN)];
        var values = patient.Names.Select(_ => unknown).ToArray();
        var remarks = patient.Remarks.ToList();
        var sources = new SortedDictionary<int, string?>();
        foreach (var group in MaskAlignment.Groups(patient, Options, missing, remarks))
        {
            foreach (var (place, series) in group.Series)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    var features = Measure(series, group.Masks.Lesion, cancellationToken);
                    values[place] = features.Values;
                    missing.AddRange(features.Missing);
                    sources[place] = features.Source;
                }
                catch (Exception e) when (place >= patient.Series.Count && e is ArgumentException or BadInputException)
                {
                    missing.Add($"{series.Name}: {e.Message}");
                }
            }
        }

        return new FeatureVector(Columns(patient.Names), [.. values.SelectMany(v => v)])
        {
            Source = CaseText.Source(string.Join("; ", sources.Values.Distinct()), patient),
            Missing = missing,
            Remarks = remarks,
            Provenance = patient.Provenance,
        };
    }
}
