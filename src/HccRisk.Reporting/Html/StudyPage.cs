using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Html;

/// <summary>The sections of a study's report; one appears when the result carries what it shows.</summary>
internal static class StudyPage
{
    public static PageContent Build(StudyResult result, ReportOptions? options)
    {
        options ??= new ReportOptions();
        options.Validate();
        var context = ReportContext.Of(result, options);
        result = context.Result;
        var sections = new List<XElement> { SummarySection.Build(context), SummarySection.Notes(result), MethodsSection.Build(result) };
        if (MissingDataSection.Applies(result))
        {
            sections.Add(MissingDataSection.Build(context));
        }

        sections.AddRange(CohortSections.Build(context));
        if (SizeSection.Applies(result))
        {
            sections.Add(SizeSection.Build(result));
        }

        sections.AddRange(result.Models.Select((m, i) => ModelSection.Build(context, m, i)));
        if (ComparisonSection.Applies(result))
        {
            sections.Add(ComparisonSection.Build(context));
        }

        if (ShiftSection.Applies(result))
        {
            sections.Add(ShiftSection.Build(context));
        }

        if (result.Truth.Count > 0)
        {
            sections.Add(TruthSection.Build(result, context.Figures));
        }

        if (result.Models.Count > 0)
        {
            sections.Add(AnalysesSection.Build(context));
        }

        sections.AddRange(ChecklistSection.Build(result, [.. sections.Select(x => x.Attribute("id")!.Value)]));
        sections.Add(MethodsSection.Provenance(result));
        return new PageContent
        {
            Title = options.Title ?? result.Title,
            Synthetic = result.Synthetic,
            Lead = Lead(result),
            Sections = sections,
            Footer = (result.Synthetic ? "SYNTHETIC data. " : "") + "Research software, not medical advice. HccRisk "
                + result.SoftwareVersion + ", seed " + Numbers.Count(result.Seed) + ".",
            Figures = context.Figures.Images,
        };
    }

    private static XElement[] Lead(StudyResult result) =>
    [
        new("p", new XAttribute("class", "lead"), "Endpoint: " + result.Endpoint),
        .. Banners(result),
    ];

    /// <summary>What every page of a study says first.</summary>
    public static XElement[] Banners(StudyResult result) =>
    [
        .. result.Synthetic
            ? [Banner("synthetic", "SYNTHETIC. ", "The patients of this report do not exist: patients, MRI and slides were drawn from a known model to test the software. Real are the software and its computations alone. No number here says anything about real patients.")]
            : Array.Empty<XElement>(),
        Banner("reach", "Not validated on real patients. ", "No real patients with MRI and slides were available to validate this software: what it does with them is known from "
            + (result.Synthetic ? "synthetic patients such as these only." : "invented patients only, and from this study.")),
        Banner("disclaimer", "Research software, not medical advice. ", "The models of this report are not a medical device and must not guide the care of any patient."),
    ];

    private static XElement Banner(string kind, string head, string text) =>
        new("p", new XAttribute("class", "banner " + kind), new XElement("b", head), text);
}
