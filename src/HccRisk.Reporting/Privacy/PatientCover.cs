using System.Globalization;
using System.Text.RegularExpressions;
using HccRisk.Core.Errors;
using HccRisk.Plots;
using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Privacy;

/// <summary>Takes out of a report what names a patient, and hides small counts.</summary>
internal sealed partial class PatientCover
{
    private const string Somebody = "a patient";

    private readonly HashSet<string> _names;
    private readonly ReportOptions _options;

    /// <param name="names">Identifiers of patients.</param>
    /// <param name="options">What may be shown.</param>
    public PatientCover(IEnumerable<string> names, ReportOptions options)
    {
        _options = options;
        _names = options.WithPatients ? [] : [.. names];
    }

    /// <summary>Of the patients of a study.</summary>
    public static PatientCover For(StudyResult result, ReportOptions options) => new(
        result.Models.SelectMany(m => m.Predictions.Select(p => p.PatientId).Concat(m.Exclusions.Select(e => e.PatientId))).Concat(result.Exclusions.Select(e => e.PatientId)),
        options);

    /// <summary>Whether patients are named.</summary>
    public bool ShowsPatients => _options.WithPatients;

    /// <summary>The result without identifiers in its texts; each excluded patient keeps a number, so that they can be counted.</summary>
    public StudyResult Of(StudyResult result)
    {
        if (ShowsPatients)
        {
            return result;
        }

        return result with
        {
            Notes = [.. result.Notes.Select(Text)],
            Exclusions = Of(result.Exclusions),
            Models = [.. result.Models.Select(m => m with { Exclusions = Of(m.Exclusions) })],
        };
    }

    /// <summary>A text without identifiers of patients.</summary>
    public string Text(string text)
    {
        if (_names.Count == 0)
        {
            return text;
        }

        // An identifier of digits alone looks like a number: it is one where it stands in a list in brackets or after the word.
        text = Listed().Replace(text, list => Split(list.Value, always: true));
        return Split(text, always: false);
    }

    /// <summary>A count of patients.</summary>
    public string Count(int count) => count > 0 && count < _options.SmallestCell ? $"< {Numbers.Count(_options.SmallestCell)}" : Numbers.Count(count);

    /// <summary>Whether a count is hidden.</summary>
    public bool Hides(int count) => count > 0 && count < _options.SmallestCell;

    /// <summary>A count of some patients with its share; of those that are hidden, or whose complement is, neither.</summary>
    public string Share(int count, int all) => Hides(count) || Hides(all - count) ? Count(count) : $"{Numbers.Count(count)} ({Numbers.Percent(count, all)})";

    /// <summary>A cell of the table of characteristics: "12 (3.4%)" of those known, or quartiles, which are no counts.</summary>
    public string Characteristic(string cell)
    {
        if (Shared().Match(cell) is not { Success: true } share)
        {
            return cell;
        }

        var count = int.Parse(share.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var percent = double.Parse(share.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        var known = percent > 0 ? (int)Math.Round(100 * count / percent) : count;
        return Hides(count) || Hides(known - count) ? Count(count) : cell;
    }

    private IReadOnlyList<Exclusion> Of(IReadOnlyList<Exclusion> exclusions)
    {
        var numbers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var exclusion in exclusions)
        {
            numbers.TryAdd(exclusion.PatientId, Numbers.Count(numbers.Count + 1));
        }

        return [.. exclusions.Select(e => new Exclusion(numbers[e.PatientId], e.Stage, Text(e.Reason)))];
    }

    private string Split(string text, bool always) => Token().Replace(
        text, token => _names.Contains(token.Value) && (always || token.Value.Any(char.IsLetter)) ? Somebody : token.Value);

    [GeneratedRegex(@"[\p{L}\p{N}](?:[\p{L}\p{N}_.\-]*[\p{L}\p{N}])?")]
    private static partial Regex Token();

    [GeneratedRegex(@"\([^()]*,[^()]*\)|\b[Pp]atients? [^ ,;:]+")]
    private static partial Regex Listed();

    [GeneratedRegex(@"^(\d+) \((\d+\.\d)%\)$")]
    private static partial Regex Shared();
}
