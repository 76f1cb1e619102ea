using System.Text.RegularExpressions;
using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Html;

/// <summary>What a reader must know first, and every choice that was made.</summary>
internal static partial class ValidationSettings
{
    public static ReportPart Remarks(ValidationContext context)
    {
        var remarks = context.Result.Remarks;
        return new ReportPart("remarks", "What to know before reading on",
            remarks.Count == 0
                ? Markup.P("Nothing about the data or the predictions called for a remark.")
                : new XElement("ul", new XAttribute("class", "remarks"), remarks.Select(r => new XElement("li",
                    r.Grave ? new XElement("b", "Settle this first. ") : null,
                    Words(r),
                    r.Remedy is { } remedy ? " " + ModelSection.Sentence(remedy) : null))));
    }

    /// <summary>A remark with what it is about, unless it says so itself.</summary>
    public static string Words(ValidationRemark remark) =>
        (remark.Subject is { } subject && !remark.Text.Contains(subject, StringComparison.Ordinal) ? subject + ": " : "") + ModelSection.Sentence(remark.Text);

    public static ReportPart Choices(ValidationContext context) => new("choices", "Every choice, and where it comes from",
        Markup.Note("Given: you said so. Found: it follows from the data. Default: nobody said otherwise; say otherwise where it does not fit."),
        Markup.Table("Choices of this validation", ["Choice", "Value", "From", "What it means"],
            context.Result.Settings.Select(s => Markup.Row(Markup.RowHeader(s.Name), s.Value, s.Source.ToString().ToLowerInvariant(), ModelSection.Sentence(s.Explanation)))),
        Methods(context.Result));

    [GeneratedRegex(", (t|tau) = [0-9.]+")]
    private static partial Regex AtTime();

    // The same estimator at another horizon is the same estimator.
    private static object[] Methods(ValidationResult result)
    {
        string[] methods =
        [
            .. result.Models.SelectMany(m => new[] { m.Harrell.Method, m.Uno.Method, m.DCalibration?.Method, m.ACalibration?.Method, m.Alpha?.Method }
                .Concat(m.Horizons.SelectMany(h => new[]
                {
                    h.Auc.Auc.Method, h.Brier?.Brier.Method, h.Brier?.Accuracy?.Method, h.Calibration?.ObservedExpected.Method, h.Calibration?.Intercept.Method,
                    h.Calibration?.Slope.Method, h.Curve?.Method,
                })))
                .OfType<string>()
                .Where(m => m.Length > 0)
                .Select(m => AtTime().Replace(m, ""))
                .Distinct()
                .Select(ModelSection.Sentence),
        ];
        return [new XElement("h3", "Estimators and intervals"), Markup.P(string.Join(" ", methods))];
    }
}
