using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Core.Naming;
using HccRisk.Features.Agreement;
using Microsoft.ML;

namespace HccRisk.Features.Selection;

/// <summary>
/// Learns which slots stand repeats, from the repeats of training patients alone. The statistic of a slot is its lower limit.
/// </summary>
internal sealed class ReproducibleFilter(TransformsCatalog catalog, ReproducibleOptions options)
    : LearnedEstimator<SelectedSlots>(catalog, new LearnedColumns(Checked(options).InputColumn, [options.OutputColumn ?? options.InputColumn]))
{
    protected override IReadOnlyList<RequiredColumn> TrainingColumns => [new RequiredColumn(options.PatientColumn, RequiredColumnKind.Text)];

    protected override IReadOnlyList<LearnedOutput> OutputShape => [new LearnedOutput("Features", ["?"])];

    protected override SelectedSlots Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log)
    {
        var repeats = options.Repeats;
        string[] lacking = [.. slots.Where(s => !repeats.Has(s))];
        if (lacking.Length > 0)
        {
            throw new ColumnException(FormattableString.Invariant(
                $"Column '{options.InputColumn}': {lacking.Length} of {slots.Count} slots have no repeats, the first is '{lacking[0]}'{NearestNames.Hint(lacking[0], repeats.Names)}."));
        }

        var training = DataViewReader.ReadTexts(input, options.PatientColumn).ToHashSet(StringComparer.Ordinal);
        string[] used = [.. repeats.Patients.Where(training.Contains)];
        if (used.Length < options.MinPatients)
        {
            throw new ColumnException(FormattableString.Invariant(
                $"{used.Length} of {training.Count} training patients have repeats; {options.MinPatients} or more are needed (the first of training is '{training.FirstOrDefault()}', of the repeats '{repeats.Patients[0]}')."));
        }

        var lower = new double[slots.Count];
        for (var j = 0; j < lower.Length; j++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            lower[j] = RepeatAgreement.Of(repeats.ValuesOf(slots[j], used), repeats.Repeats.Count, options.Level).Icc(options.Form).Lower;
        }

        int[] kept = [.. Enumerable.Range(0, lower.Length).Where(j => lower[j] >= options.MinLower)];
        if (kept.Length == 0)
        {
            throw new ColumnException(string.Create(
                CultureInfo.InvariantCulture,
                $"Column '{options.InputColumn}': no slot has a lower limit of the intraclass correlation of {options.MinLower} or more in {used.Length} training patients (the best is {lower.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Max():0.00}): nothing would be left."));
        }

        log(string.Create(
            CultureInfo.InvariantCulture, $"{kept.Length} of {slots.Count} slots of '{options.InputColumn}' kept: their intraclass correlation in {used.Length} training patients is {options.MinLower} or more at its lower limit"));
        return new SelectedSlots { InputSlots = slots, Kept = kept, Statistics = [.. kept.Select(j => lower[j])] };
    }

    private static ReproducibleOptions Checked(ReproducibleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return options;
    }
}
