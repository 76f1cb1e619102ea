using System.Xml.Linq;
using HccRisk.Pathomics.Reviews;
using HccRisk.Plots;
using HccRisk.Reporting.Html;

namespace HccRisk.Reporting.Gallery;

/// <summary>The page of a gallery.</summary>
internal static class GalleryPage
{
    public static PageContent Build(IReadOnlyList<GalleryCard> cards, GalleryOptions options)
    {
        var broken = cards.Where(c => c.Faults.Count > 0).ToArray();
        var far = cards.Where(c => c.Faults.Count == 0 && c.Outliers.Count > 0).ToArray();
        var odd = cards.Where(c => c.Faults.Count == 0 && c.Outliers.Count == 0 && c.HasRemarks).ToArray();
        var others = cards.Where(c => c.Faults.Count == 0 && c.Outliers.Count == 0 && !c.HasRemarks).ToArray();
        return new PageContent
        {
            Title = options.Title,
            Synthetic = false,
            Lead =
            [
                new("p", new XAttribute("class", "lead"),
                    $"{Numbers.Of(cards.Count, "patient")}: {Numbers.Count(broken.Length)} with files that cannot be used, {Numbers.Count(far.Length)} far from the others, "
                    + $"{Numbers.Count(odd.Length)} with a remark, {Numbers.Count(others.Length)} without."),
                Markup.Note(options.WithPatients
                    ? "This page names patients."
                    : "This page names nobody: numbers are places in the manifest. Pictures are of patients all the same; who passes it on answers for that."),
            ],
            Sections =
            [
                Legend(options),
                .. Section("broken", "Cannot be used", "Something of these patients cannot be read or has nothing to measure.", broken),
                .. Section("outliers", "Far from the others", "Farthest first. An outlier is a reason to look, not to leave out.", far),
                .. Section("remarks", "With a remark", "Nothing is far off, but something is odd about a file.", odd),
                .. Section("others", "The others", "In the order of the manifest.", others),
            ],
            Footer = "Made by HccRisk. Research software, not medical advice.",
            Figures = [],
            Style = Resources.Text("gallery.css"),
        };
    }

    private static XElement Legend(GalleryOptions options) => Markup.Section("legend", "How to read it",
        Markup.P("Series: the plane across each axis with most of the lesion, its border in orange; the patient's left is on the right. A click opens a picture by itself."),
        Markup.P("Slides: the tissue is outlined in black, an annotation in magenta. Tiles, by colour:"),
        new XElement("ul", new XAttribute("class", "keys"),
            Key("kept", null, "kept (green outline)"),
            SlideReviewPicture.Colours.Select(c => Key("", FormattableString.Invariant($"rgb({c.Red},{c.Green},{c.Blue})"), CaseReader.Word(c.Fault)))),
        Markup.Note(options.Tiles is null
            ? $"At most {Numbers.Count(options.Slides.Tiling.MaxTiles ?? int.MaxValue)} tiles a slide were judged, spread evenly over its tissue."
            : "Where the store has a slide, these are the tiles that were embedded and those that were not."),
        Markup.Note($"Far from the others: a robust score (0.6745 times the distance from the median, over the median absolute deviation) beyond {Numbers.Plain(options.OutlierScore)}, "
            + $"where at least {Numbers.Count(options.FewestForOutliers)} patients have the value; volumes by their logarithms."));

    private static XElement Key(string kind, string? colour, string text) => new("li",
        new XElement("span", new XAttribute("class", "key " + kind), colour is null ? null : new XAttribute("style", $"background:{colour}")), " ", text);

    private static IEnumerable<XElement> Section(string id, string title, string text, GalleryCard[] cards) => cards.Length == 0 ? [] :
    [
        Markup.Section(id, $"{title} ({Numbers.Count(cards.Length)})", Markup.P(text),
            new XElement("div", new XAttribute("class", "cases"), cards.Select(Card))),
    ];

    private static XElement Card(GalleryCard card) => new("article", new XAttribute("id", FormattableString.Invariant($"p{card.Number}")),
        new XElement("h3", card.Name),
        card.Faults.Count == 0 ? null : new XElement("ul", new XAttribute("class", "faults"), card.Faults.Select(f => new XElement("li", f))),
        card.Outliers.Count == 0 ? null : new XElement("ul", new XAttribute("class", "far"), card.Outliers.Select(o => new XElement("li", o.Words))),
        new XElement("div", new XAttribute("class", "pictures"), card.Items.Where(i => i.Picture is not null).Select(i => Figure(card.Name, i))));

    private static XElement Figure(string patient, GalleryItem item)
    {
        var source = $"{CohortGallery.PicturesFolder}/{item.Picture}";
        var measures = item.Measures.OrderBy(m => m.Key).Select(m => m.Key switch
        {
            GalleryMeasure.Volume => $"lesion {GalleryOutliers.Text(m.Key, m.Value)}",
            GalleryMeasure.Intensity => $"median {GalleryOutliers.Text(m.Key, m.Value)}",
            GalleryMeasure.Tissue => $"tissue {GalleryOutliers.Text(m.Key, m.Value)}",
            GalleryMeasure.Hematoxylin => $"haematoxylin {GalleryOutliers.Text(m.Key, m.Value)}",
            GalleryMeasure.Eosin => $"eosin {GalleryOutliers.Text(m.Key, m.Value)}",
            _ => null,
        }).OfType<string>();
        var what = item.IsSlide ? $"slide {item.Name}" : $"{item.Name}, three planes";
        return new XElement("figure", new XAttribute("class", item.IsSlide ? "slide" : "series"),
            new XElement("a", new XAttribute("href", source),
                new XElement("img", new XAttribute("src", source), new XAttribute("alt", $"{patient}: {what}"), new XAttribute("loading", "lazy"), new XAttribute("decoding", "async"),
                    new XAttribute("width", item.Width), new XAttribute("height", item.Height))),
            new XElement("figcaption", new XElement("b", item.Name), " " + string.Join(", ", measures.Concat(item.Tiles is null ? [] : [item.Tiles])),
                item.Remarks.Count == 0 ? null : new XElement("ul", item.Remarks.Select(r => new XElement("li", r)))));
    }
}
