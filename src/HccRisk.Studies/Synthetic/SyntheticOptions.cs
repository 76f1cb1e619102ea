using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic;

/// <summary>What synthetic cohort to make.</summary>
public sealed record SyntheticOptions
{
    /// <summary>Seed of everything; a patient depends on the seed, the site and the index alone. Default 7.</summary>
    public int Seed { get; init; } = 7;

    /// <summary>Patients at the development site TJ, 1 to 9999. Default 462.</summary>
    public int Development { get; init; } = 462;

    /// <summary>Patients at the external site SYSMH, 0 to 9999. Default 117.</summary>
    public int External { get; init; } = 117;

    /// <summary>Which generator draws the images. Default the first.</summary>
    public SyntheticGenerator Generator { get; init; } = SyntheticGenerator.First;

    /// <summary>How far scanner, stain, slice thickness, timing, readers and pens of the external site differ, 0 (not at all) to 2. Default 1.</summary>
    public double Shift { get; init; } = 1;

    /// <summary>Factor of the log hazard ratios of the clinical and pathological columns, 0 to 2. Default 1.</summary>
    public double ClinicalEffect { get; init; } = 1;

    /// <summary>Factor of the log hazard ratio of the MRI marker, 0 to 2. Default 1.</summary>
    public double MriEffect { get; init; } = 1;

    /// <summary>Factor of the log hazard ratio of the slide marker, 0 to 2. Default 1.</summary>
    public double WsiEffect { get; init; } = 1;

    /// <summary>Factor of the hazard of aggressive recurrence, 0.25 to 4. Default 1 (some 10 % by 24 months).</summary>
    public double Prevalence { get; init; } = 1;

    /// <summary>Share of missing laboratory values and grades, 0 to 0.5, at random. Default 0.02.</summary>
    public double MissingValues { get; init; } = .02;

    /// <summary>Share of patients whose MRI is not in the manifest, 0 to 0.9, at random. Default 0.</summary>
    public double MissingMri { get; init; }

    /// <summary>Share of patients whose slide is not in the manifest, 0 to 0.9, at random. Default 0.</summary>
    public double MissingSlides { get; init; }

    /// <summary>
    /// SD of the distance between a reader's margin of the lesion and the true one, 0 to 4 mm; the external readers draw it wider. Second
    /// generator only. Default 0: masks are true.
    /// </summary>
    public double ReaderError { get; init; }

    /// <summary>
    /// Readers who draw the lesion anew, 0 to 5: <c>lesion_reader1.nii.gz</c> and so on beside the images, listed in <c>readers.csv</c>. Needs a
    /// <see cref="ReaderError"/>. Default 0.
    /// </summary>
    public int Readers { get; init; }

    /// <summary>
    /// Voxels along x and along y of the MR volumes, 32 to 256; the field of view is 160 mm. Default 80 (2 mm). The second generator makes voxels of
    /// 200 mm over this (2.5 mm) on a field of 256 x 192 mm.
    /// </summary>
    public int MriMatrix { get; init; } = 80;

    /// <summary>
    /// Slices of the MR volumes, 16 to 128; they cover 120 mm. Default 40 (3 mm). The second generator's are thicker and fewer, by site: 3.45 mm
    /// at TJ, 4.5 mm at SYSMH.
    /// </summary>
    public int MriSlices { get; init; } = 40;

    /// <summary>Width and height of the slides in pixels of 0.5 micrometres, a multiple of 64 from 256 to 8192. Default 2048.</summary>
    public int SlidePixels { get; init; } = 2048;

    /// <summary>Patients made at the same time, at least 1. Default: the number of processors.</summary>
    public int MaxParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">One or more options are out of range; the message names them all.</exception>
    public void Validate()
    {
        List<string> faults = [];
        Check(nameof(Development), Development, 1, 9999);
        Check(nameof(External), External, 0, 9999);
        Check(nameof(MriMatrix), MriMatrix, 32, 256);
        Check(nameof(MriSlices), MriSlices, 16, 128);
        Check(nameof(SlidePixels), SlidePixels, 256, 8192);
        Check(nameof(MaxParallelism), MaxParallelism, 1, 1024);
        Check(nameof(Readers), Readers, 0, 5);
        CheckReal(nameof(Shift), Shift, 0, 2);
        CheckReal(nameof(ClinicalEffect), ClinicalEffect, 0, 2);
        CheckReal(nameof(MriEffect), MriEffect, 0, 2);
        CheckReal(nameof(WsiEffect), WsiEffect, 0, 2);
        CheckReal(nameof(Prevalence), Prevalence, .25, 4);
        CheckReal(nameof(MissingValues), MissingValues, 0, .5);
        CheckReal(nameof(MissingMri), MissingMri, 0, .9);
        CheckReal(nameof(MissingSlides), MissingSlides, 0, .9);
        CheckReal(nameof(ReaderError), ReaderError, 0, 4);
        if (ReaderError > 0 && Generator == SyntheticGenerator.First)
        {
            faults.Add(FormattableString.Invariant($"{nameof(ReaderError)} is {ReaderError}, which the first generator does not know"));
        }

        if (Readers > 0 && !(ReaderError > 0))
        {
            faults.Add(FormattableString.Invariant($"{nameof(Readers)} is {Readers}, but {nameof(ReaderError)} is 0: they would all draw the same"));
        }

        if (SlidePixels % 64 != 0)
        {
            faults.Add(FormattableString.Invariant($"{nameof(SlidePixels)} is {SlidePixels}, not a multiple of 64"));
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException("Synthetic options: " + string.Join("; ", faults) + ".");
        }

        void Check(string name, int value, int low, int high) => CheckReal(name, value, low, high);

        void CheckReal(string name, double value, double low, double high)
        {
            if (!(value >= low && value <= high))
            {
                faults.Add(FormattableString.Invariant($"{name} is {value}, not between {low} and {high}"));
            }
        }
    }

    /// <summary>How strongly modalities drive the outcome.</summary>
    internal SyntheticEffects Effects => new(ClinicalEffect, MriEffect, WsiEffect, Prevalence);

    /// <summary>A patient of the cohort these options ask for.</summary>
    internal SyntheticPatient Patient(SyntheticSite site, int index) =>
        PatientSampler.Draw(Seed, site.Shifted(Shift), index) with { Effects = Effects };
}
