using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>
/// How a lesion looks. Eleven traits follow the MRI marker weakly; contrast, fat, the presence of a capsule and the phase's timing do not, and
/// blur what the others say.
/// </summary>
internal sealed record LesionLook
{
    /// <summary>Signal over plain liver before contrast comes in: fat, iron, oedema.</summary>
    public required float Level { get; init; }

    /// <summary>What contrast adds in the arterial phase.</summary>
    public required float Arterial { get; init; }

    /// <summary>What is left of it in the portal-venous phase; below 0 is washout.</summary>
    public required float PortalVenous { get; init; }

    /// <summary>What is left of it in the delayed phase.</summary>
    public required float Delayed { get; init; }

    /// <summary>SD of the mosaic over plain liver.</summary>
    public required float Mosaic { get; init; }

    /// <summary>Size of the mosaic's pieces, millimetres.</summary>
    public required double MosaicMillimetres { get; init; }

    /// <summary>SD of the radius over the mean radius.</summary>
    public required double Irregularity { get; init; }

    /// <summary>Arterial signal of the tissue around, over plain liver, falling off with 5 mm.</summary>
    public required float Corona { get; init; }

    /// <summary>Arterial signal of the rim over the middle.</summary>
    public required float Rim { get; init; }

    /// <summary>The value of the smooth field above which tissue is dead; 3 is none.</summary>
    public required float Necrosis { get; init; }

    /// <summary>Delayed signal of the capsule over plain liver, 0 without one.</summary>
    public required float Capsule { get; init; }

    /// <summary>The value of the smooth field below which the capsule is broken; -3 is nowhere.</summary>
    public required float CapsuleGap { get; init; }

    /// <summary>How blurred the margin is, millimetres.</summary>
    public required float Margin { get; init; }

    /// <summary>Draws the look of a marker, -3 to 3, at a delay of the arterial phase in SD.</summary>
    public static LesionLook Draw(double z, double delay, SyntheticRandom random)
    {
        // An early arterial phase has not reached the lesion yet, a late one has begun to leave it.
        var filled = 1 - (.10 * Math.Abs(delay)) - (.06 * Math.Max(0, -delay));
        return new LesionLook
        {
            Level = (float)(.92 + (.07 * random.Normal())),
            Arterial = (float)(filled * (.36 + (.13 * WeakTraits.Draw(z, .46, random)))),
            PortalVenous = (float)(.02 - (.055 * WeakTraits.Draw(z, .34, random))),
            Delayed = (float)(-.07 - (.06 * WeakTraits.Draw(z, .40, random))),
            Mosaic = (float)(.10 * Math.Exp(.42 * WeakTraits.Draw(z, .54, random))),
            MosaicMillimetres = 7.5 * Math.Exp(-.30 * WeakTraits.Draw(z, .50, random)),
            Irregularity = .09 * Math.Exp(.50 * WeakTraits.Draw(z, .56, random)),
            Corona = (float)(.10 * Math.Exp(.65 * WeakTraits.Draw(z, .54, random))),
            Rim = (float)(.05 + (.11 * WeakTraits.Draw(z, .50, random))),
            Necrosis = (float)(1.9 - (.65 * WeakTraits.Draw(z, .50, random))),
            Capsule = random.Chance(.7) ? (float)random.Uniform(.08, .28) : 0,
            CapsuleGap = (float)(-.4 + (.8 * WeakTraits.Draw(z, .50, random))),
            Margin = (float)(1.2 * Math.Exp(.4 * WeakTraits.Draw(z, .46, random))),
        };
    }
}
