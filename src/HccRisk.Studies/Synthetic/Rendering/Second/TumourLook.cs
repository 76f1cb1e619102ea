using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>
/// How a tumour looks under the microscope. Ten traits follow the slide marker weakly; stroma, fat, lymphocytes and what lies beside the
/// tumour do not, and blur what the others say.
/// </summary>
internal sealed record TumourLook
{
    /// <summary>Nuclei a square millimetre where there are cells.</summary>
    public required double Density { get; init; }

    /// <summary>Median nuclear radius, micrometres.</summary>
    public required double Radius { get; init; }

    /// <summary>SD of the logarithm of the nuclear radius.</summary>
    public required double Pleomorphism { get; init; }

    /// <summary>Smallest shorter over longer half axis of a nucleus.</summary>
    public required double Roundness { get; init; }

    /// <summary>Amount of haematoxylin in a nucleus, hundredths of optical density.</summary>
    public required double Chromatin { get; init; }

    /// <summary>Share of nuclei with a nucleolus to be seen.</summary>
    public required double Nucleoli { get; init; }

    /// <summary>Mitoses a square millimetre.</summary>
    public required double Mitoses { get; init; }

    /// <summary>Half the width of the gaps between trabeculae over their distance; near zero is solid growth.</summary>
    public required float Gap { get; init; }

    /// <summary>Distance of trabeculae, micrometres.</summary>
    public required double Plates { get; init; }

    /// <summary>The value of the smooth field above which tissue is dead; 3 is none.</summary>
    public required float Necrosis { get; init; }

    /// <summary>Half the width of fibrous bands over their distance.</summary>
    public required float Stroma { get; init; }

    /// <summary>Eosin of the cytoplasm, hundredths of optical density.</summary>
    public required double Cytoplasm { get; init; }

    /// <summary>Lymphocytes a square millimetre of tumour.</summary>
    public required double Lymphocytes { get; init; }

    /// <summary>Fat vacuoles a square millimetre of tumour.</summary>
    public required double Vacuoles { get; init; }

    /// <summary>Draws the look of a marker, -3 to 3.</summary>
    public static TumourLook Draw(double z, SyntheticRandom random)
    {
        return new TumourLook
        {
            Density = 2900 * Math.Exp(.28 * WeakTraits.Draw(z, .44, random)),
            Radius = 3.9 * Math.Exp(.10 * WeakTraits.Draw(z, .38, random)),
            Pleomorphism = .19 * Math.Exp(.35 * WeakTraits.Draw(z, .46, random)),
            Roundness = .72 - (.07 * WeakTraits.Draw(z, .52, random)),
            Chromatin = 78 + (11 * WeakTraits.Draw(z, .38, random)),
            Nucleoli = Math.Clamp(.42 + (.18 * WeakTraits.Draw(z, .54, random)), .02, .98),
            Mitoses = 5 * Math.Exp(.8 * WeakTraits.Draw(z, .54, random)),
            Gap = (float)(.11 * Math.Exp(-.40 * WeakTraits.Draw(z, .46, random))),
            Plates = 36 * Math.Exp(.22 * WeakTraits.Draw(z, .52, random)),
            Necrosis = (float)(2.0 - (.5 * WeakTraits.Draw(z, .52, random))),
            Stroma = (float)(random.Chance(.55) ? random.Uniform(.03, .14) : 0),
            Cytoplasm = random.Uniform(26, 42),
            Lymphocytes = random.Chance(.3) ? random.Uniform(100, 500) : random.Uniform(0, 60),
            Vacuoles = random.Chance(.25) ? random.Uniform(60, 300) : random.Uniform(0, 15),
        };
    }
}
