using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Reporting.Privacy;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Html;

/// <summary>What every part of a validation reads.</summary>
/// <param name="Result">What the validation found.</param>
/// <param name="EventName">What is predicted, in words: "the event" where nothing says more.</param>
/// <param name="Figures">Where figures go.</param>
/// <param name="Cover">What may be shown of patients.</param>
internal sealed record ValidationContext(ValidationResult Result, string EventName, Figures Figures, PatientCover Cover)
{
    /// <summary>Where the axes of calibration plots end at least, so that those of other patients beside them have the same scale. Default 0.</summary>
    public double CalibrationTop { get; init; }

    /// <summary>Whether it is said how to read the tables: once on a page is enough. Default true.</summary>
    public bool Explains { get; init; } = true;

    /// <summary>A note on how to read a table, where it is to be said.</summary>
    public XElement? Note(params object?[] content) => Explains ? Markup.Note(content) : null;

    /// <summary>Models that figures are drawn of at most; the tables have them all.</summary>
    public const int MostDrawn = 12;

    /// <summary>The models that figures are drawn of: the first.</summary>
    public IEnumerable<ModelValidation> Drawn => Result.Models.Take(MostDrawn);

    /// <summary>"24 months"; without a unit the number alone.</summary>
    public string At(double time) => (Numbers.Plain(time) + " " + Result.Unit).TrimEnd();

    /// <summary>The main horizon with its unit.</summary>
    public string Main => At(Result.MainHorizon);

    /// <summary>"95% CI".</summary>
    public string Interval => Numbers.Plain(100 * Result.Level) + "% CI";

    /// <summary>A model at the main horizon; null where it has none.</summary>
    public ModelAtHorizon? AtMain(ModelValidation model) => model.Horizons.FirstOrDefault(h => h.Time == Result.MainHorizon);
}
