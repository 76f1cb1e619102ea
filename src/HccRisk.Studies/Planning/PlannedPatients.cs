using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Planning;

/// <summary>Invented patients as a study would have them: columns of PRE and POST, follow-up, and who is case or control at the horizon.</summary>
internal sealed class PlannedPatients
{
    /// <summary>Columns of PRE; the first of those of POST.</summary>
    public const int PreColumns = 6;

    /// <summary>Columns of POST.</summary>
    public const int PostColumns = 10;

    private const ulong ReadingStream = 2_000;

    public PlannedPatients(StudyPlanOptions options, SyntheticSite site, int first, int count)
    {
        (Rows, Times, Events, Labels) = (new double[count * PostColumns], new double[count], new int[count], new sbyte[count]);
        for (var i = 0; i < count; i++)
        {
            var patient = PatientSampler.Draw(options.Seed, site, first + i) with { Effects = options.Effects };
            var random = PatientSampler.Stream(patient.StreamKeys, ReadingStream);
            Fill(patient, options, random, Rows.AsSpan(i * PostColumns, PostColumns));
            var latent = RecurrenceHazards.Draw(patient.Lp1, patient.Lp2, random);
            var (months, end) = (FollowUp.Round(latent.Months), FollowUp.End(patient, random));
            (Times[i], Events[i]) = months > end ? (end, 0) : (months, latent.Cause);

            // Cases, those without an event at the horizon; whoever is lost or has another event before is neither.
            Labels[i] = (sbyte)(Times[i] > options.Horizon ? 0 : Events[i] == 1 ? 1 : -1);
        }
    }

    /// <summary>Covariates, row by row.</summary>
    public double[] Rows { get; }

    public double[] Times { get; }

    /// <summary>0 censored, 1 aggressive, 2 within Milan, 3 death.</summary>
    public int[] Events { get; }

    /// <summary>1 case, 0 control, -1 neither.</summary>
    public sbyte[] Labels { get; }

    /// <summary>The first rows and columns.</summary>
    public double[] Part(int rows, int columns)
    {
        var part = new double[rows * columns];
        for (var i = 0; i < rows; i++)
        {
            Rows.AsSpan(i * PostColumns, columns).CopyTo(part.AsSpan(i * columns));
        }

        return part;
    }

    private static void Fill(SyntheticPatient p, StudyPlanOptions options, SyntheticRandom random, Span<double> row)
    {
        row[0] = Math.Log(p.SizeCm);
        row[1] = Math.Log(p.AfpNgMl);
        row[2] = p.Multinodular ? 1 : 0;
        row[3] = p.Albi > -2.60 ? 1 : 0;
        row[4] = p.Male ? 1 : 0;
        row[5] = Read(p.ZMri, options.MriReadability);
        row[6] = p.MicrovascularInvasion ? 1 : 0;
        row[7] = p.Satellite ? 1 : 0;
        row[8] = p.Grade;
        row[9] = Read(p.ZWsi, options.WsiReadability);

        double Read(double marker, double readability) => (readability * marker) + (Math.Sqrt(1 - (readability * readability)) * random.Normal());
    }
}
