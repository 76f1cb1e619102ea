using System.Xml.Linq;
using HccRisk.Plots;

namespace HccRisk.Reporting.Html;

/// <summary>What stands on a page, whatever form it is written in.</summary>
internal sealed record PageContent
{
    /// <summary>The one first-order heading.</summary>
    public required string Title { get; init; }

    /// <summary>Whether the patients are synthetic: every printed page says so.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>What stands under the heading: <c>p</c>.</summary>
    public required IReadOnlyList<XElement> Lead { get; init; }

    /// <summary>The sections, each with an id and one <c>h2</c>.</summary>
    public required IReadOnlyList<XElement> Sections { get; init; }

    /// <summary>The last line.</summary>
    public required string Footer { get; init; }

    /// <summary>Style of this page beside that of all; empty by default.</summary>
    public string Style { get; init; } = "";

    /// <summary>The figures by number, from 1.</summary>
    public required IReadOnlyList<PlotImage> Figures { get; init; }
}
