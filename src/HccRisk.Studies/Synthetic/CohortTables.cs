using System.Globalization;
using HccRisk.Core.Storage;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic;

/// <summary>Writes the clinical file, the manifest and the truth.</summary>
internal static class CohortTables
{
    private const ulong LaboratoryStream = 5;

    private const ulong AbsenceStream = 6;

    public static void Write(CohortLayout layout, IReadOnlyList<SyntheticPatient> patients, SyntheticOptions options)
    {
        WriteCsv(layout.ClinicalCsv, ClinicalHeader, patients.Select(p => ClinicalRow(p, options.MissingValues)));
        WriteCsv(layout.ManifestCsv, "patient_id,kind,name,path", patients.SelectMany(p => Present(p, options).Select(image =>
            string.Join(',', p.Id, image.Kind, image.Name, CohortLayout.RelativeFolder(p.Id) + "/" + image.File))));
        if (options.Readers > 0)
        {
            WriteCsv(layout.ReadersCsv, "patient_id,reader,path", patients.SelectMany(p => Enumerable.Range(1, options.Readers).Select(reader =>
                string.Create(CultureInfo.InvariantCulture, $"{p.Id},{reader},{CohortLayout.RelativeFolder(p.Id)}/{CohortLayout.ReaderFile(reader)}"))));
        }

        WriteCsv(layout.TruthCsv, "patient_id,site,z_mri,z_wsi,lp1,lp2", patients.Select(p =>
            string.Create(CultureInfo.InvariantCulture, $"{p.Id},{p.Site.Name},{p.ZMri:F6},{p.ZWsi:F6},{p.Lp1:F6},{p.Lp2:F6}")));
    }

    private const string ClinicalHeader =
        "patient_id,site,age,male,hbv,cirrhosis,afp,bilirubin,albumin,platelets,ast,alt,tumour_size_cm,tumour_number,bclc,"
        + "mvi,satellite,grade,margin,mri_interval_days,neoadjuvant,adjuvant,"
        + "recurrence_months,recurrence_largest_cm,recurrence_count,recurrence_vascular_invasion,recurrence_extrahepatic,"
        + "death_months,follow_up_months";

    private static string ClinicalRow(SyntheticPatient p, double missing)
    {
        var random = PatientSampler.Stream(p.StreamKeys, LaboratoryStream);
        var platelets = Math.Round((p.Cirrhosis ? 135 : 190) * Math.Exp(random.Normal(0, .33, -1.2, 1.1)));
        var ast = Math.Round((p.Cirrhosis ? 38 : 31) * Math.Exp(random.Normal(0, .42, -1.1, 1.8)));
        var alt = Math.Round(.95 * ast * Math.Exp(random.Normal(0, .35, -1, 1.2)));
        var interval = 1 + random.Below(30);
        var outcome = FollowUp.Draw(p);
        string?[] cells =
        [
            p.Id, p.Site.Name, Number(p.Age), Flag(p.Male), Flag(p.Hbv), Flag(p.Cirrhosis),
            MaybeMissing(p.AfpNgMl), MaybeMissing(p.BilirubinUmolL), MaybeMissing(p.AlbuminGL), MaybeMissing(platelets),
            MaybeMissing(ast), MaybeMissing(alt), Number(p.SizeCm), Number(p.TumourCount), p.Multinodular || p.SizeCm > 2 ? "A" : "0",
            Flag(p.MicrovascularInvasion), Flag(p.Satellite), MaybeMissing(p.Grade), "R0", Number(interval), "0", "0",
            Number(outcome.RecurrenceMonths), Number(outcome.LargestCm), Number(outcome.Count), Flag(outcome.VascularInvasion),
            Flag(outcome.Extrahepatic), Number(outcome.DeathMonths), Number(outcome.FollowUpMonths),
        ];
        return string.Join(',', cells);

        string? MaybeMissing(double value) => random.Chance(missing) ? null : Number(value);
    }

    // Images are made all the same: who is without them can be chosen anew.
    private static IEnumerable<(string Kind, string Name, string File)> Present(SyntheticPatient p, SyntheticOptions options)
    {
        var random = PatientSampler.Stream(p.StreamKeys, AbsenceStream);
        var (noMri, noSlide) = (random.Uniform() <= options.MissingMri, random.Uniform() <= options.MissingSlides);
        return CohortLayout.Images.Where(image => image.Kind == "slide" ? !noSlide : !noMri);
    }

    private static string? Number(double? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Flag(bool? value) => value is null ? null : value.Value ? "1" : "0";

    private static void WriteCsv(string path, string header, IEnumerable<string> rows) =>
        AtomicFile.WriteText(path, header + "\n" + string.Concat(rows.Select(r => r + "\n")));
}
