using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Attainable.Generation;

/// <summary>Outcomes of patients drawn anew from the hazards of a truth, with the follow-up of the site.</summary>
internal static class OutcomeDraw
{
    // Far from the streams of the generator itself.
    private const ulong FirstStream = 1_000;

    /// <summary>Months and event codes (0 censored, 1 aggressive, 2 within Milan, 3 death) of one draw.</summary>
    public static (float[] Time, float[] Event) Of(Truth truth, IReadOnlyList<SyntheticPatient> patients, int draw)
    {
        var (times, events) = (new float[patients.Count], new float[patients.Count]);
        for (var i = 0; i < times.Length; i++)
        {
            var random = PatientSampler.Stream(patients[i].StreamKeys, FirstStream + (ulong)draw);
            var (lp1, lp2) = truth.LogHazards(patients[i]);
            var first = RecurrenceHazards.Draw(lp1, lp2, random);
            var (months, end) = (FollowUp.Round(first.Months), FollowUp.End(patients[i], random));
            (times[i], events[i]) = months > end ? ((float)end, 0) : ((float)months, first.Cause);
        }

        return (times, events);
    }
}
