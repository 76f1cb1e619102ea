using HccRisk.Core.Errors;
using HccRisk.Core.Learning;
using HccRisk.Core.Naming;
using HccRisk.Features.Harmonisation;
using HccRisk.Studies.Data;
using HccRisk.Studies.Protocol;
using Microsoft.ML;

namespace HccRisk.Studies.Models;

/// <summary>What a model that harmonises sites does with those it was not fitted on.</summary>
internal static class SiteAdaptation
{
    /// <summary>Patients of a site from which its location and scale are estimated, at least.</summary>
    public const int MinCases = 20;

    /// <summary>A pipeline for the rows of a site: itself, or with the site added where the options allow it.</summary>
    public static ITransformer For(MLContext ml, ITransformer pipeline, IDataView rows, string site, ModelingOptions? options) =>
        options?.UnseenSites == UnseenSites.Adapt && SitesOf(pipeline) is { } known && !known.Contains(site, StringComparer.Ordinal)
            ? ml.Transforms.AdaptToSite(pipeline, rows, site, MinCases)
            : pipeline;

    /// <summary>The patients of sites that a pipeline cannot be applied to, each with the reason.</summary>
    public static IEnumerable<Exclusion> Refused(ITransformer pipeline, FeatureTables features, ModelingOptions? options)
    {
        if (SitesOf(pipeline) is not { } known)
        {
            yield break;
        }

        foreach (var site in features.Cohort.Patients.GroupBy(p => p.Site, StringComparer.Ordinal).Where(s => !known.Contains(s.Key, StringComparer.Ordinal)))
        {
            var cases = site.Count();
            if (options?.UnseenSites != UnseenSites.Adapt || cases < MinCases || site.Key.Length == 0)
            {
                var reason = site.Key.Length == 0 ? "it has no site, which the harmonisation of image features needs" : FormattableString.Invariant(
                    $"image features were harmonised for the sites {string.Join(", ", known)}, not for '{site.Key}'{NearestNames.Hint(site.Key, known)}")
                    + (options?.UnseenSites == UnseenSites.Adapt ? FormattableString.Invariant($"; {MinCases} or more of its patients would tell its scale, here are {cases}") : string.Empty);
                foreach (var patient in site)
                {
                    yield return new Exclusion(patient.Id, Exclusion.Site, reason);
                }
            }
        }
    }

    /// <summary>What a reader must know of harmonised features.</summary>
    public static IEnumerable<string> Notes(IEnumerable<SiteShiftReport> reports)
    {
        foreach (var report in reports)
        {
            var sites = string.Join(", ", report.Sites.Select(s => FormattableString.Invariant($"{s.Key} {s.Value}")));
            yield return FormattableString.Invariant(
                $"{report.Column} harmonised between sites ({sites}): the means of {report.Before.Different:0%} of {report.Before.Slots.Count} features differed between sites before (p < 0.05), of {report.After.Different:0%} after; sites explained {report.Before.Explained:0.0%} of the variance, then {report.After.Explained:0.0%}");
            if (report.AddedSites.Count > 0)
            {
                yield return $"{report.Column}: location and scale of {string.Join(", ", report.AddedSites)} were estimated from the features of its own patients, without outcomes; all else was frozen on development patients";
            }
        }
    }

    private static IReadOnlyList<string>? SitesOf(ITransformer pipeline) => LearnedModel.FindAll<CombatCorrection>(pipeline).FirstOrDefault()?.Sites;
}
