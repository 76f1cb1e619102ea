namespace HccRisk.Cohorts;

/// <summary>
/// The clinical file of the reference study. Plausible ranges are wide: they are there to catch unit mix-ups and typing errors, not to
/// judge patients.
/// </summary>
internal static class HccSchema
{
    public static CohortSchema Create() => new()
    {
        Name = "hcc",
        Columns =
        [
            new("patient_id", ColumnKind.Id) { Description = "Identifier, as in the manifest" },
            new("site", ColumnKind.Site) { Description = "Hospital (TJ, SYSMH)" },
            Number("age", "years", 18, 100, "Age at resection") with { Imputable = false },
            new("male", ColumnKind.Binary) { Description = "Male sex" },
            new("hbv", ColumnKind.Binary) { Imputable = true, Description = "Hepatitis B surface antigen positive" },
            new("cirrhosis", ColumnKind.Binary) { Imputable = true, Description = "Cirrhosis" },
            Number("afp", "ng/mL", 0.1, 2_000_000, "Alpha-fetoprotein") with { Transform = ColumnTransform.Log },
            Number("bilirubin", "umol/L", 2, 700, "Total bilirubin") with { OtherUnits = Units(("mg/dL", 17.1)) },
            Number("albumin", "g/L", 10, 70, "Serum albumin") with { OtherUnits = Units(("g/dL", 10)) },
            Number("platelets", "10^9/L", 10, 1500, "Platelet count") with { OtherUnits = Units(("/uL", 0.001), ("10^4/uL", 10)) },
            Number("ast", "U/L", 3, 5000, "Aspartate aminotransferase") with { Required = false, OtherUnits = Units(("ukat/L", 60)) },
            Number("alt", "U/L", 3, 5000, "Alanine aminotransferase") with { Required = false, OtherUnits = Units(("ukat/L", 60)) },
            Number("tumour_size_cm", "cm", 0.3, 30, "Largest tumour diameter on MRI") with
            {
                Transform = ColumnTransform.Log, Imputable = false, OtherUnits = Units(("mm", 0.1)),
            },
            Number("tumour_number", null, 1, 20, "Number of tumours on MRI") with { Imputable = false },
            new("bclc", ColumnKind.Categorical)
            {
                Categories = ["0", "A", "B", "C", "D"], Encoded = ["A"], Required = false, Imputable = true, Description = "Barcelona Clinic Liver Cancer stage",
            },
            Post(new("mvi", ColumnKind.Binary) { Description = "Microvascular invasion" }),
            Post(new("satellite", ColumnKind.Binary) { Description = "Satellite nodules" }),
            Post(Number("grade", null, 1, 4, "Edmondson-Steiner grade, 1 to 4")),
            Rule(new("margin", ColumnKind.Categorical) { Categories = ["R0", "R1", "R2"], Availability = Availability.Post, Description = "Resection margin" }),
            Rule(Number("mri_interval_days", "days", 0, 3650, "Days from MRI to resection")),
            Rule(new("neoadjuvant", ColumnKind.Binary) { Description = "Treated before resection" }),
            Rule(new("adjuvant", ColumnKind.Binary) { Availability = Availability.Post, Description = "Adjuvant treatment after resection" }),
        ],
        Endpoint = new AggressiveRecurrenceEndpoint(),
        Eligibility = EligibilityCriteria.Hcc,
    };

    private static CohortColumn Number(string name, string? unit, double minimum, double maximum, string description) =>
        new(name, ColumnKind.Numeric) { Unit = unit, Minimum = minimum, Maximum = maximum, Imputable = true, Description = description };

    private static CohortColumn Post(CohortColumn column) => column with { Availability = Availability.Post, Required = false, Imputable = true };

    private static CohortColumn Rule(CohortColumn column) => column with { Role = ColumnRole.Eligibility, Required = false };

    private static Dictionary<string, double> Units(params (string Unit, double Factor)[] units) =>
        units.ToDictionary(u => u.Unit, u => u.Factor, StringComparer.Ordinal);
}
