namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>Signal of every tissue over plain liver of the same phase, at the timing of the examination (T1-weighted gradient echo with fat suppression).</summary>
internal static class TissueSignals
{
    private static readonly float[] None = [.02f, .42f, .66f, 1f, .85f, .80f, .75f, .85f, .85f, .70f, .70f, .30f, .45f, .80f, .45f, .28f, 1.02f, .60f];
    private static readonly float[] Arterial = [.02f, .44f, .72f, 1f, 1.02f, 1.15f, 2.5f, 1.55f, 1.85f, .95f, 1.10f, .30f, .45f, .86f, .46f, .28f, 1.45f, .95f];
    private static readonly float[] Portal = [.02f, .36f, .62f, 1f, 1.32f, 1.36f, 1.50f, 1.20f, 1.45f, 1.30f, .92f, .26f, .38f, .84f, .40f, .24f, 1.02f, .88f];
    private static readonly float[] Delayed = [.02f, .38f, .66f, 1f, 1.18f, 1.18f, 1.22f, 1.06f, 1.22f, 1.28f, .88f, .28f, .42f, .82f, .42f, .26f, .96f, .84f];

    /// <summary>Three rows of signals, arterial, portal-venous and delayed, at a delay of the arterial phase in SD.</summary>
    public static float[][] At(double delay)
    {
        // Early: liver vessels empty, artery at its brightest. Late: portal vein filling, spleen even.
        var late = (float)Math.Clamp(.5 + (.22 * delay), 0, 1);
        var row = new float[Arterial.Length];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = (Tissue)i is Tissue.Artery
                ? Arterial[i] * (1.1f - (.2f * late))
                : Arterial[i] + ((late - .5f) * .8f * (Portal[i] - None[i]));
        }

        row[(int)Tissue.Liver] = 1;
        return [row, Portal, Delayed];
    }
}
