using System.Globalization;
using HccRisk.Cohorts;
using HccRisk.Core.Csv;
using HccRisk.Core.Naming;
using HccRisk.Features.Clinical;
using HccRisk.Studies.Data;
using HccRisk.Studies.Protocol;

namespace HccRisk.Studies.Running;

/// <summary>A comparator with its values.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it is, in words.</param>
/// <param name="Availability">When its values are known.</param>
/// <param name="Scores">By patient, higher = more risk; patients without a value are not in it.</param>
/// <param name="Risks">By patient, the risk by the main horizon; null where it has none.</param>
internal sealed record ComparatorValues(
    string Name, string Description, Availability Availability, IReadOnlyDictionary<string, double> Scores, IReadOnlyDictionary<string, double>? Risks)
{
    private static readonly string[] UsualColumns = ["mvi", "bclc"];

    /// <summary>The comparators of a study.</summary>
    /// <param name="protocol">Those it names; where it names none, every score of the library that can be computed, microvascular invasion and stage.</param>
    /// <param name="folder">Folder of the protocol.</param>
    /// <param name="cohort">The patients.</param>
    /// <exception cref="StudyProtocolException">A name, file or value cannot be used; all are listed.</exception>
    public static IReadOnlyList<ComparatorValues> Of(StudyProtocol protocol, string folder, Cohort cohort)
    {
        if (protocol.Comparators is not { } named)
        {
            return
            [
                .. UsualColumns.Where(c => cohort.Schema.Columns.Any(known => known.Name == c) && cohort.Has(c)).Select(c => OfColumn(cohort, c, c, lowerIsWorse: false)),
                .. ClinicalScores.All.Where(s => ClinicalScores.Obstacle(s, cohort, Availability.Post) is null).Select(s => OfScore(cohort, s, s.Name)),
            ];
        }

        var faults = new List<string>();
        var found = new List<ComparatorValues>();
        for (var i = 0; i < named.Count; i++)
        {
            try
            {
                found.Add(Of(named[i], folder, cohort));
            }
            catch (StudyProtocolException e)
            {
                faults.Add(FormattableString.Invariant($"'comparators[{i}]': {e.Message}"));
            }
        }

        return faults.Count == 0 ? found : throw new StudyProtocolException(string.Join("; ", faults) + ".");
    }

    private static ComparatorValues Of(Comparator comparator, string folder, Cohort cohort)
    {
        if (comparator.Csv is not null)
        {
            return OfFile(comparator, Path.Combine(folder, comparator.Csv), cohort);
        }

        if (comparator.Column is null && ClinicalScores.All.FirstOrDefault(s => s.Name == comparator.Name) is { } score)
        {
            return ClinicalScores.Obstacle(score, cohort, Availability.Post) is { } obstacle
                ? throw new StudyProtocolException(obstacle)
                : OfScore(cohort, score, comparator.Label);
        }

        var name = comparator.Column ?? comparator.Name!;
        string[] columns = [.. cohort.Schema.Columns.Where(ModelData.IsFeature).Select(c => c.Name)];
        string[] known = comparator.Column is null ? [.. columns, .. ClinicalScores.All.Select(s => s.Name)] : columns;
        return !columns.Contains(name, StringComparer.Ordinal) ? throw new StudyProtocolException($"'{name}' is not known{NearestNames.Hint(name, known)}")
            : !cohort.Has(name) ? throw new StudyProtocolException($"the clinical file has no column '{name}'")
            : OfColumn(cohort, name, comparator.Label, comparator.LowerIsWorse);
    }

    private static ComparatorValues OfColumn(Cohort cohort, string column, string label, bool lowerIsWorse) => new(
        label,
        $"clinical column {column}{(lowerIsWorse ? ", lower is worse" : "")}",
        cohort.Schema[column].Availability,
        Known(cohort.Patients.Select(p => (p.Id, lowerIsWorse ? -p[column] : p[column]))),
        null);

    private static ComparatorValues OfScore(Cohort cohort, ScoreDefinition score, string label) => new(
        label,
        $"{score.Title} ({score.Citation})",
        score.Inputs.Any(i => cohort.Schema.Columns.Any(c => c.Name == i.Column && c.Availability == Availability.Post)) ? Availability.Post : Availability.Pre,
        Known(ClinicalScores.Assess(score, cohort, Availability.Post).Select((result, i) => (cohort.Patients[i].Id, (score.HigherIsWorse ? 1 : -1) * result.Value))),
        null);

    private static ComparatorValues OfFile(Comparator comparator, string path, Cohort cohort)
    {
        NearbyFiles.Require(path, "file of predictions", "*.csv");
        var table = CsvTable.Read(path, "file of predictions");
        var scoreColumn = comparator.ScoreColumn ?? (comparator.RiskColumn is null ? "score" : null);
        string[] wanted = [comparator.PatientColumn, .. new[] { scoreColumn, comparator.RiskColumn }.OfType<string>()];
        string[] absent = [.. wanted.Where(w => table.IndexOf(w) < 0).Select(w => $"no column '{w}'{NearestNames.Hint(w, table.Headers)}")];
        if (absent.Length > 0)
        {
            throw new StudyProtocolException($"'{path}' has {string.Join(" and ", absent)}");
        }

        var (scores, risks) = (new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            string Cell(string column) => table.IndexOf(column) is var at && at < row.Cells.Count ? row.Cells[at].Trim() : "";

            var id = Cell(comparator.PatientColumn);
            if (!seen.Add(id))
            {
                throw new StudyProtocolException(FormattableString.Invariant($"'{path}' has patient '{id}' twice (line {row.Line})"));
            }

            if (comparator.RiskColumn is { } riskColumn && Number(path, row.Line, riskColumn, id, Cell(riskColumn)) is { } risk)
            {
                risks[id] = risk is >= 0 and <= 1
                    ? risk
                    : throw new StudyProtocolException(FormattableString.Invariant($"'{path}': {riskColumn} of '{id}' is {risk}, not a probability from 0 to 1 (line {row.Line})"));
            }

            var score = scoreColumn is null ? risks.TryGetValue(id, out var own) ? own : null : Number(path, row.Line, scoreColumn, id, Cell(scoreColumn));
            if (score is { } value)
            {
                scores[id] = comparator.LowerIsWorse && scoreColumn is not null ? -value : value;
            }
        }

        scores = scores.Where(s => cohort.Find(s.Key) is not null).ToDictionary(StringComparer.Ordinal);
        return scores.Count == 0
            ? throw new StudyProtocolException($"'{path}' has a score of no patient of the study")
            : new ComparatorValues(
                comparator.Label,
                $"predictions of another model{(comparator.RiskColumn is null ? "" : ", with risks")}",
                Availability.Post,
                scores,
                comparator.RiskColumn is null ? null : risks);
    }

    private static double? Number(string path, int line, string column, string id, string cell) =>
        cell.Length == 0 || string.Equals(cell, "NA", StringComparison.OrdinalIgnoreCase) ? null
        : double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
        : throw new StudyProtocolException(FormattableString.Invariant($"'{path}': {column} of '{id}' is '{cell}', not a number (line {line})"));

    private static Dictionary<string, double> Known(IEnumerable<(string Id, double Value)> values) =>
        values.Where(v => double.IsFinite(v.Value)).ToDictionary(v => v.Id, v => v.Value, StringComparer.Ordinal);
}
