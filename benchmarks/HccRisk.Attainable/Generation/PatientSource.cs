using HccRisk.Studies.Synthetic;
using HccRisk.Studies.Synthetic.Population;
using HccRisk.Studies.Synthetic.Rendering;

namespace HccRisk.Attainable.Generation;

/// <summary>A generator of invented patients: draws them, renders them, and knows the truths under which their outcomes may be drawn.</summary>
internal abstract class PatientSource
{
    private static readonly PatientSource[] Known = [new FirstSource(), new SecondSource()];

    /// <summary>Name on the command line and in the cache.</summary>
    public abstract string Name { get; }

    /// <summary>Goes up when the same seed gives other pixels: what is in the cache is then made again.</summary>
    public abstract int Version { get; }

    /// <summary>Names of the latents drawn into the MR volumes.</summary>
    public abstract IReadOnlyList<string> MriLatents { get; }

    /// <summary>Names of the latents drawn into the slide.</summary>
    public abstract IReadOnlyList<string> WsiLatents { get; }

    /// <summary>The truths, the generator's own first.</summary>
    public abstract IReadOnlyList<Truth> Truths { get; }

    /// <summary>The generator of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static PatientSource Find(string name) => Known.FirstOrDefault(s => s.Name == name)
        ?? throw new ArgumentException($"there is no generator '{name}'; there are {string.Join(", ", Known.Select(s => s.Name))}");

    public abstract SyntheticPatient Draw(int seed, SyntheticSite site, int index);

    public abstract void WriteImages(CohortLayout layout, SyntheticPatient patient, SyntheticOptions options);

    /// <summary>The MR volumes in voxels of about so many millimetres, at either site.</summary>
    public abstract MriCase RenderMri(SyntheticPatient patient, double millimetres);

    /// <summary>The slide; size x size x 3 interleaved bytes.</summary>
    public abstract void RenderSlide(SyntheticPatient patient, int size, Span<byte> rgb);

    /// <summary>Values of <see cref="MriLatents"/>.</summary>
    public abstract double[] Mri(SyntheticPatient patient);

    /// <summary>Values of <see cref="WsiLatents"/>.</summary>
    public abstract double[] Wsi(SyntheticPatient patient);

    /// <summary>Everything clinical that may bear on the outcome under any of the truths and is known before surgery.</summary>
    public abstract double[] ClinicalBefore(SyntheticPatient patient);
}
