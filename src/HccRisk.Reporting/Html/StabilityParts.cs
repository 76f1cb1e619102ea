using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Html;

/// <summary>Which inputs a model chooses when its development patients are others.</summary>
internal static class StabilityParts
{
    private const int MostFeatures = 15;

    public static object?[] Build(ModelResult model)
    {
        if (model.Stability is not { } stability)
        {
            return [];
        }

        // Where everything offered is always chosen there was no choice.
        ModalityStability[] chosen = [.. stability.Modalities.Where(m => m.Offered > 0 && m.MeanChosen < m.Offered)];
        return
        [
            new XElement("h3", "How steady the choice of inputs is"),
            Markup.Table($"Inputs chosen in the {Numbers.Of(stability.Fits, "fit")} of the cross-validation", ["Modality", "#Offered", "#Chosen on average", "#Stability"],
                stability.Modalities.Select(m => Markup.Row(
                    Markup.RowHeader(m.Modality), Markup.Number(m.Offered), Markup.Number(Numbers.Fixed(m.MeanChosen, 1)), Markup.Number(m.Index is { } i ? Numbers.Fixed(i, 2) : "-")))),
            chosen.Length == 0 ? null : Markup.Table($"The inputs chosen most often (at most {Numbers.Count(MostFeatures)} a modality)", ["Input", "#Chosen", "#Share of fits", "#Higher is more risk"],
                chosen.SelectMany(m => Rows(stability, m.Modality))),
            Markup.Note("Each fit has the training patients of its fold alone. Stability (Nogueira and others 2018): 1 is always the same inputs, 0 as by chance, - no choice was made. Higher is more risk: fits in which it is, of those that chose the input; one that changes its direction is not to be trusted."),
        ];
    }

    private static IEnumerable<XElement> Rows(FeatureStability stability, string modality)
    {
        FeatureFrequency[] own = [.. stability.Features.Where(f => f.Modality == modality)];
        yield return Markup.Group(
            $"{modality}: {Numbers.Of(own.Length, "input")} chosen at least once, {Numbers.Count(own.Count(f => 2 * f.Chosen >= stability.Fits))} in half of the fits or more", 4);
        foreach (var feature in own.Take(MostFeatures))
        {
            yield return Markup.Row(
                Markup.RowHeader(feature.Feature), Markup.Number(feature.Chosen), Markup.Number(Numbers.Percent(feature.Chosen, stability.Fits)),
                Markup.Number(feature.Higher is { } higher ? $"{Numbers.Count(higher)} of {Numbers.Count(feature.Chosen)}" : "-"));
        }
    }
}
