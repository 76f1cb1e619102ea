namespace HccRisk.Features.Clinical;

/// <summary>The scores that come with the library.</summary>
internal static class ScoreLibrary
{
    // The upper limit of normal AST of most laboratories; the publication leaves it to the laboratory.
    private const double UpperLimitAst = 40;

    private static readonly ScoreInput Age = new("age", "years");
    private static readonly ScoreInput Male = new("male");
    private static readonly ScoreInput Bilirubin = new("bilirubin", "umol/L");
    private static readonly ScoreInput Albumin = new("albumin", "g/L");
    private static readonly ScoreInput Platelets = new("platelets", "10^9/L");
    private static readonly ScoreInput Ast = new("ast", "U/L");
    private static readonly ScoreInput Alt = new("alt", "U/L");
    private static readonly ScoreInput Neutrophils = new("neutrophils", "10^9/L");
    private static readonly ScoreInput Lymphocytes = new("lymphocytes", "10^9/L");
    private static readonly ScoreInput Monocytes = new("monocytes", "10^9/L");

    public static IReadOnlyList<ScoreDefinition> Create() => [.. Liver(), .. Tumour(), .. Inflammation()];

    /// <summary>Albumin-bilirubin score.</summary>
    internal static double Albi(double bilirubin, double albumin) => (0.66 * Math.Log10(bilirubin)) - (0.085 * albumin);

    private static IEnumerable<ScoreDefinition> Liver()
    {
        yield return new("albi", "ALBI", [Bilirubin, Albumin], x => Albi(x[0], x[1]))
        {
            Citation = "Johnson PJ et al., J Clin Oncol 2015;33:550-558",
            Examples = [new([10, 40], -2.74, 1e-12), new([100, 30], -1.23, 1e-12)],
        };
        yield return new("albi_grade", "ALBI grade", [Bilirubin, Albumin], x => Albi(x[0], x[1]) switch
        {
            <= -2.60 => 1,
            <= -1.39 => 2,
            _ => 3,
        })
        {
            Citation = "Johnson PJ et al., J Clin Oncol 2015;33:550-558",
            Examples = [new([10, 40], 1, 0), new([10, 35], 2, 0), new([100, 30], 3, 0)],
        };
        yield return new("fib4", "FIB-4", [Age, Ast, Platelets, Alt], x => x[0] * x[1] / (x[2] * Math.Sqrt(x[3])))
        {
            Citation = "Sterling RK et al., Hepatology 2006;43:1317-1325",
            Examples = [new([60, 80, 100, 64], 6, 1e-12)],
        };
        yield return new("apri", "APRI", [Ast, Platelets], x => x[0] / UpperLimitAst / x[1] * 100)
        {
            Citation = "Wai CT et al., Hepatology 2003;38:518-526 (upper limit of normal AST 40 U/L)",
            Examples = [new([80, 100], 2, 1e-12)],
        };
        yield return new("aar", "AST/ALT ratio", [Ast, Alt], x => x[0] / x[1])
        {
            Citation = "De Ritis F et al., Clin Chim Acta 1957;2:70-74",
            Examples = [new([60, 40], 1.5, 1e-12)],
        };
        yield return new("amap", "aMAP", [Age, Male, Bilirubin, Albumin, Platelets], x =>
            ((0.06 * x[0]) + (0.89 * x[1]) + (0.48 * Albi(x[2], x[3])) - (0.01 * x[4]) + 7.4) / 14.77 * 100)
        {
            Citation = "Fan R et al., J Hepatol 2020;73:1368-1378",
            Examples = [new([50, 1, 15, 42, 200], 53.82, 0.005), new([30, 1, 10, 45, 250], 41.10, 0.005), new([65, 1, 25, 38, 150], 64.88, 0.005)],
        };
    }

    private static IEnumerable<ScoreDefinition> Tumour()
    {
        yield return new("tumour_burden", "Tumour burden score", [new("tumour_size_cm", "cm"), new("tumour_number")], x => Math.Sqrt((x[0] * x[0]) + (x[1] * x[1])))
        {
            Citation = "Sasaki K et al., Ann Surg 2018;267:132-141",
            Examples = [new([4, 3], 5, 1e-12)],
        };
    }

    private static IEnumerable<ScoreDefinition> Inflammation()
    {
        yield return new("nlr", "Neutrophil-lymphocyte ratio", [Neutrophils, Lymphocytes], x => x[0] / x[1])
        {
            Citation = "Halazun KJ et al., Ann Surg 2009;250:141-151",
            Examples = [new([6, 1.5], 4, 1e-12)],
        };
        yield return new("plr", "Platelet-lymphocyte ratio", [Platelets, Lymphocytes], x => x[0] / x[1])
        {
            Citation = "Smith RA et al., Am J Surg 2009;197:466-472",
            Examples = [new([180, 1.5], 120, 1e-12)],
        };
        yield return new("lmr", "Lymphocyte-monocyte ratio", [Lymphocytes, Monocytes], x => x[0] / x[1])
        {
            Citation = "ratio of two blood counts, without coefficients",
            HigherIsWorse = false,
            Examples = [new([2, 0.5], 4, 1e-12)],
        };
        yield return new("sii", "Systemic immune-inflammation index", [Platelets, Neutrophils, Lymphocytes], x => x[0] * x[1] / x[2])
        {
            Citation = "Hu B et al., Clin Cancer Res 2014;20:6212-6222",
            Examples = [new([200, 3, 1.5], 400, 1e-12)],
        };
        yield return new("siri", "Systemic inflammation response index", [Neutrophils, Monocytes, Lymphocytes], x => x[0] * x[1] / x[2])
        {
            Citation = "Qi Q et al., Cancer 2016;122:2158-2167",
            Examples = [new([3, 0.5, 1.5], 1, 1e-12)],
        };
        yield return new("pni", "Prognostic nutritional index", [Albumin, Lymphocytes], x => x[0] + (5 * x[1]))
        {
            Citation = "Onodera T et al., Nihon Geka Gakkai Zasshi 1984;85:1001-1005",
            HigherIsWorse = false,
            Examples = [new([40, 2], 50, 1e-12)],
        };
    }
}
