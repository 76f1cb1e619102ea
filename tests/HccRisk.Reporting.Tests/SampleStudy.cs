using HccRisk.Studies.Results;

namespace HccRisk.Reporting.Tests;

/// <summary>A hand-made study of realistic size and shape: its numbers are drawn or typed in here, none comes from a fitted model.</summary>
internal static class SampleStudy
{
    public static Estimate Given(double value, double half, string method) => new(value, half / 1.96, value - half, value + half, method);

    public static StudyResult Full()
    {
        var random = new Random(7);
        return new StudyResult
        {
            Title = "Aggressive recurrence after resection of early hepatocellular carcinoma",
            Synthetic = true,
            Seed = 20241,
            SoftwareVersion = "0.1.0",
            Endpoint = "first recurrence exceeding the Milan criteria within 24 months after resection",
            EventName = "aggressive recurrence",
            TimeUnit = "months",
            Horizon = 24,
            Flow =
            [
                new("Patients in the clinical table", 0, 601),
                new("Clinical values usable: every required column present and in range", 6, 595),
                new("Curative resection (R0), BCLC stage 0 or A, no neoadjuvant or adjuvant therapy", 11, 584),
                new("Follow-up determines the endpoint", 0, 584),
                new("MRI series, lesion mask and slide readable", 5, 579),
            ],
            Exclusions =
            [
                new("TJ-0013", "clinical", "albumin is 410 g/L, outside 10 to 80"),
                new("TJ-0107", "files", "arterial.nii.gz: the mask holds no voxel"),
                new("<script>alert('x')</script>", "endpoint", "time of recurrence -3 < 0 & no date"),
                new("SYSMH-0044", "eligibility", "resection margin R1"),
            ],
            Sites =
            [
                new("TJ", "development", 462, new Dictionary<string, int> { ["aggressive recurrence"] = 51, ["recurrence within Milan"] = 137, ["death without recurrence"] = 12, ["censored"] = 262 }, 52.4),
                new("SYSMH", "external", 117, new Dictionary<string, int> { ["aggressive recurrence"] = 12, ["recurrence within Milan"] = 29, ["death without recurrence"] = 3, ["censored"] = 73 }, 33.8),
            ],
            Characteristics =
            [
                Row("Age", "years", "Pre", "56 (49-64)", "57 (50-65)", 0, 0.08),
                Row("Sex: male", null, "Pre", "392 (84.8%)", "101 (86.3%)", 0, 0.04),
                Row("Hepatitis B", null, "Pre", "398 (86.1%)", "99 (84.6%)", 2, 0.04),
                Row("Alpha-fetoprotein", "ng/mL", "Pre", "31 (6-263)", "27 (5-201)", 3, 0.11),
                Row("Largest lesion", "cm", "Pre", "3.4 (2.4-4.9)", "3.1 (2.2-4.4)", 0, 0.17),
                Row("BCLC stage: A", null, "Pre", "381 (82.5%)", "93 (79.5%)", 0, 0.08),
                Row("ALBI grade: 1", null, "Pre", "274 (59.3%)", "66 (56.4%)", 0, 0.06),
                Row("Cirrhosis", null, "Pre", "264 (57.1%)", "55 (47.0%)", 0, 0.20),
                Row("Microvascular invasion", null, "Post", "118 (25.5%)", "26 (22.2%)", 0, 0.08),
                Row("Satellite nodules", null, "Post", "41 (8.9%)", "21 (17.9%)", 1, 0.27),
            ],
            Models = [Model(random, "PRE", 0.763, 0.731), Model(random, "POST", 0.781, 0.744)],
            Notes =
            [
                "The external site has 12 events of the cause at 24 months: intervals are wide",
                "AUC at 60 months is refused on SYSMH: follow-up ends at 47.2 months",
                "Inclusion asks two years of follow-up of patients without recurrence, which conditions on the future",
            ],
            Truth =
            [
                new("clinical PRE", 0.650, 0.661),
                new("clinical PRE + MRI", 0.763, 0.772),
                new("clinical POST", 0.718, null),
                new("clinical POST + MRI + WSI", 0.790, 0.803),
                new("oracle", 0.825, 0.817),
            ],
        };
    }

    /// <summary>The least a study may hold: nothing was estimable anywhere.</summary>
    public static StudyResult Empty()
    {
        var none = Estimate.None("Uno", "no events of the cause");
        var performance = new Performance("A, cross-validated", 3, 0, none, none, [new(24, 0, none, none)], [new(12, 0, none)], [], null);
        return Full() with
        {
            Synthetic = false,
            Flow = [],
            Exclusions = [],
            Sites = [],
            Characteristics = [],
            Notes = [],
            Truth = [],
            Models = [new ModelResult("PRE", "nothing", new Dictionary<string, int>(), [], null, 0, "median", performance, [], [])],
        };
    }

    public static RiskGroup Group(Random random, string name, int patients, double monthly, double followUp)
    {
        var rows = Enumerable.Range(0, patients).Select(_ =>
        {
            var cause = -Math.Log(1 - random.NextDouble()) / monthly;
            var other = -Math.Log(1 - random.NextDouble()) / 0.008;
            var censored = followUp * (0.35 + (0.65 * random.NextDouble()));
            var time = Math.Min(Math.Min(cause, other), censored);
            return (Time: time, Event: time == cause ? 1 : time == other ? 2 : 0);
        }).OrderBy(r => r.Time).ToArray();
        var (survival, free, variance, incidence) = (1.0, 1.0, 0.0, 0.0);
        List<double> times = [], values = [], lower = [], upper = [], cifTimes = [], cif = [], cifLower = [], cifUpper = [];
        for (var i = 0; i < rows.Length; i++)
        {
            var atRisk = rows.Length - i;
            if (rows[i].Event == 1)
            {
                incidence += free / atRisk;
                survival *= 1 - (1.0 / atRisk);
                variance += 1.0 / (atRisk * Math.Max(1, atRisk - 1.0));
                var half = 1.96 * survival * Math.Sqrt(variance);
                times.Add(rows[i].Time);
                values.Add(survival);
                lower.Add(Math.Max(0, survival - half));
                upper.Add(Math.Min(1, survival + half));
                cifTimes.Add(rows[i].Time);
                cif.Add(incidence);
                cifLower.Add(Math.Max(0, incidence - half));
                cifUpper.Add(Math.Min(1, incidence + half));
            }

            free *= rows[i].Event == 0 ? 1 : 1 - (1.0 / atRisk);
        }

        double[] grid = [.. Enumerable.Range(0, (int)(followUp / 12) + 1).Select(k => 12.0 * k)];
        var ticks = rows.Where(r => r.Event != 1).Select(r => r.Time).ToArray();
        return new RiskGroup(name, patients, times.Count,
            new StepCurve(times, values, lower, upper, ticks),
            new StepCurve(cifTimes, cif, cifLower, cifUpper, [.. rows.Where(r => r.Event == 0).Select(r => r.Time)]),
            grid, [.. grid.Select(g => rows.Count(r => r.Time >= g))]);
    }

    private static CharacteristicRow Row(string name, string? unit, string availability, string tj, string sysmh, int missing, double difference) =>
        new(name, unit, availability, new Dictionary<string, string> { ["TJ"] = tj, ["SYSMH"] = sysmh }, missing, difference);

    private static ModelResult Model(Random random, string name, double development, double external)
    {
        var modalities = new Dictionary<string, int> { ["Clinical"] = 14, ["Radiomics"] = 321 };
        var coefficients = new List<CoefficientRow>
        {
            new("Clinical.LogAfp", "Clinical", 0.274, 0.101, 0.0067),
            new("Clinical.TumourSize", "Clinical", 0.221, 0.094, 0.019),
            new("Clinical.Multinodular", "Clinical", 0.187, 0.083, 0.024),
        };
        coefficients.AddRange(Enumerable.Range(0, 14).Select(i =>
            new CoefficientRow($"Radiomics.arterial_log-sigma-3-0-mm-3D_glcm_InverseDifferenceNormalized_{i}", "Radiomics", 0.31 * Math.Pow(-0.86, i), null, null)));
        if (name == "POST")
        {
            modalities["Pathomics"] = 512;
            coefficients.AddRange(Enumerable.Range(0, 9).Select(i => new CoefficientRow($"Pathomics.mean_{i * 37}", "Pathomics", 0.24 * Math.Pow(-0.8, i), null, null)));
        }

        return new ModelResult(name,
            name == "PRE" ? "clinical variables and MRI radiomics, available before the operation" : "PRE with slides and pathology, available after the operation",
            modalities, coefficients, 0.0316, 0.412, "the upper third of the cross-validated scores",
            Performance(random, "TJ, cross-validated", 462, 51, development, 0.06, 72, null),
            [Performance(random, "SYSMH, external", 117, 12, external, 0.15, 47, "follow-up ends at 47.2 months")],
            [
                new("TJ-0001", "TJ", "cross-validated", -0.731, 0.0521, "low"),
                new("SYSMH-0001", "SYSMH", "external", 1.204, 0.3127, "high"),
            ]);
    }

    private static Performance Performance(Random random, string cohort, int patients, int events, double auc, double half, double followUp, string? refused)
    {
        const string aucMethod = "cumulative/dynamic AUC, IPCW, cause-specific cases; 95% CI by influence function";
        var curve = Enumerable.Range(1, 20).Select(i => i * 3.0).Select(t => t > followUp - 6
            ? new HorizonPerformance(t, events, Estimate.None(aucMethod, "too few patients at risk"))
            : new HorizonPerformance(t, (int)(events * t / 60), Given(auc + (0.03 * Math.Sin(t / 7)), half * (1 + (6 / t)), aucMethod))).ToArray();
        return new Performance(cohort, patients, events,
            Given(auc - 0.012, half * 0.8, "Harrell's C; 95% CI by the infinitesimal jackknife"),
            Given(auc - 0.008, half * 0.9, "Uno's C, tau = 36 months; 95% CI by influence function"),
            [
                new(12, events / 2, Given(auc + 0.011, half * 1.3, aucMethod), Given(0.071, 0.012, "IPCW Brier score")),
                new(24, events * 3 / 4, Given(auc, half, aucMethod), Given(0.088, 0.013, "IPCW Brier score")),
                refused is null
                    ? new(60, events, Given(auc - 0.021, half, aucMethod), Given(0.102, 0.014, "IPCW Brier score"))
                    : new(60, events, Estimate.None(aucMethod, refused), null),
            ],
            curve,
            [
                Group(random, "low", patients * 2 / 3, 0.0012, followUp),
                Group(random, "high", patients / 3, 0.0075, followUp),
            ],
            patients > 200 ? 0.0000021 : 0.0043);
    }
}
