using HccRisk.Core.Columns;
using HccRisk.Imaging;
using HccRisk.Radiomics.Layout;
using HccRisk.Radiomics.Phases;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics;

/// <summary>
/// Turns the series of a patient and a lesion mask into named features after the Image Biomarker Standardisation Initiative (IBSI-1).
/// </summary>
/// <remarks>
/// <para>Columns, in this order: <c>shape.morph_*</c> of the lesion; for each series <c>name.morph_*</c>, <c>name.loc_*</c>,
/// <c>name.stat_*</c>, <c>name.ih_*</c>, <c>name.ivh_*</c>, <c>name.glcm_*</c>, <c>name.glrlm_*</c>, <c>name.glszm_*</c>, <c>name.gldzm_*</c>, <c>name.ngtdm_*</c>,
/// <c>name.ngldm_*</c>, as far as they are asked for; then the same of differences of phases, as far as they are asked for; then <c>phase_*</c>; then, for each region of <see cref="RadiomicsOptions.Regions"/>,
/// <c>shape.region.*</c> and <c>name.region.*</c> of each series. They depend on the options and the series names alone, never on a patient, and carry
/// their IBSI code. A feature that is not defined for a lesion is NaN: texture of a single voxel, flatness of a single voxel,
/// statistics of an intensity mask that re-segmentation emptied. So is what an optional series or a region lacks, and every intensity of a series with NaN or
/// infinity inside the lesion or without a scale to normalise by: its shape and the other series come out all the same.
/// <see cref="FeatureVector.Missing"/> then says why.</para>
/// <para>Series may lie on several grids: each has a mask of its own (<see cref="RadiomicsSeries.Masks"/>), or
/// <see cref="RadiomicsOptions.ResampleMasks"/> brings the patient's onto it. Each is measured on its grid, none is resampled to another's; enhancement
/// over phases compares the means of each phase on its own grid.</para>
/// <para>Instances are immutable and may be used from several threads at once. Cost grows with the bounding box of lesion and regions, except for
/// one look over the masks and, with a z-score, over the image.</para>
/// </remarks>
public sealed class RadiomicsExtractor
{
    private FeatureLayout? _layout;

    /// <summary>Makes an extractor.</summary>
    /// <param name="options">What to compute; null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public RadiomicsExtractor(RadiomicsOptions? options = null)
    {
        Options = options ?? new RadiomicsOptions();
        Options.Validate();
    }

    /// <summary>What is computed.</summary>
    public RadiomicsOptions Options { get; }

    /// <summary>
    /// Families of a series computed at once, 1 or more; every bit of the result is the same. Patients in parallel make better use of several
    /// cores: this is for one large lesion. Default 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MaxParallelism
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>The columns for patients with these series, without looking at an image.</summary>
    /// <param name="seriesNames">Names of the series, in order; each unique, of letters, digits, underscore and hyphen.</param>
    public IReadOnlyList<FeatureColumn> Columns(IReadOnlyList<string> seriesNames) => LayoutOf(seriesNames).Columns;

    /// <summary>Computes the features of one patient.</summary>
    /// <param name="series">The series, all on the lesion mask's grid.</param>
    /// <param name="lesion">The lesion.</param>
    /// <param name="reference">Reference tissue on the same grid, for normalisation and relative enhancement; may be null.</param>
    /// <param name="cancellationToken">Checked between series and families.</param>
    /// <returns>One value a column of <see cref="Columns"/>; NaN where not defined.</returns>
    /// <exception cref="EmptyMaskException">A mask has no voxel, or the lesion has none left after resampling.</exception>
    /// <exception cref="GeometryMismatchException">A series or the reference does not lie on the lesion mask's grid.</exception>
    public FeatureVector Extract(
        IReadOnlyList<RadiomicsSeries> series, Mask lesion, Mask? reference = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(lesion);
        return Extract(new RadiomicsCase { Series = series, Lesion = lesion, Reference = reference }, cancellationToken);
    }

    /// <summary>
    /// Computes the features of one patient, who may lack optional series, have an organ mask, and have series on several grids.
    /// </summary>
    /// <param name="patient">The images and masks.</param>
    /// <param name="cancellationToken">Checked between series and families.</param>
    /// <returns>One value a column of <see cref="Columns"/>; NaN where not defined, with the reason.</returns>
    /// <exception cref="EmptyMaskException">A mask has no voxel, or the lesion has none left after resampling.</exception>
    /// <exception cref="GeometryMismatchException">A series that is not optional does not lie on the grid of its masks.</exception>
    public FeatureVector Extract(RadiomicsCase patient, CancellationToken cancellationToken = default) => Extract(patient, isStrict: false, cancellationToken);

    /// <param name="patient">The images and masks.</param>
    /// <param name="isStrict">Whether a series that is not optional and cannot be measured is an error.</param>
    /// <param name="cancellationToken">Checked between series and families.</param>
    private FeatureVector Extract(RadiomicsCase patient, bool isStrict, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(patient);
        var layout = LayoutOf(patient.Names);
        var missing = patient.Optional.Where(o => o.Image is null).Select(o => $"{o.Name}: {o.Reason ?? "the patient does not have it"}").ToList();
        var remarks = patient.Remarks.ToList();
        var groups = MaskAlignment.Groups(patient, Options, missing, remarks);
        if (Options.Families.HasFlag(RadiomicsFamilies.MultiPhase))
        {
            remarks.AddRange(PhaseAlignment.Findings(groups, Options.Phases));
        }

        var values = new double[layout.Columns.Count];
        values.AsSpan().Fill(double.NaN);
        var work = new CaseFeatures(Options, layout, isStrict ? patient.Series.Count : 0, MaxParallelism, missing);
        work.Compute(groups, values, cancellationToken);
        var source = CaseText.Source(work.Source, patient);
        return new FeatureVector(layout.Columns, values) { Source = source, Missing = missing, Remarks = remarks, Provenance = patient.Provenance };
    }

    /// <summary>
    /// What image and masks look like at each step: sizes, spacings, bounding boxes, voxel counts and intensities of the image as read
    /// and as resampled, and of the lesion as drawn, as resampled and as re-segmented. Resamples the whole image.
    /// </summary>
    /// <param name="series">The series, on the lesion mask's grid.</param>
    /// <param name="lesion">The lesion.</param>
    /// <param name="reference">Reference tissue on the same grid, for normalisation; may be null.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    /// <returns>60 values by the tags of the IBSI-1 reference tables, in their order; intensities of an emptied mask, or one that is not finite, are NaN.</returns>
    /// <exception cref="EmptyMaskException">A mask has no voxel, or the lesion has none left after resampling.</exception>
    /// <exception cref="GeometryMismatchException">The series or the reference does not lie on the lesion mask's grid.</exception>
    /// <exception cref="InvalidIntensityException">The reference has no contrast, or the image no bias field to be seen.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Diagnose(
        RadiomicsSeries series, Mask lesion, Mask? reference = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(lesion);
        var masks = MaskAlignment.Groups(new RadiomicsCase { Series = [series], Lesion = lesion, Reference = reference }, Options, [], [])[^1].Masks;
        return StageDiagnostics.Compute(series, masks, Options, cancellationToken);
    }

    /// <summary>Reads the files of one patient and computes the features.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellationToken">Checked between files, series and families.</param>
    /// <returns>One value a column of <see cref="Columns"/>; NaN where not defined, with the reason.</returns>
    /// <exception cref="ImageFormatException">A file is not what its extension says.</exception>
    /// <exception cref="EmptyMaskException">A mask has no voxel, or the lesion has none left after resampling.</exception>
    /// <exception cref="GeometryMismatchException">A series that is not optional does not lie on the grid of its masks.</exception>
    public FeatureVector Extract(RadiomicsFiles files, CancellationToken cancellationToken = default) => Extract(files, isStrict: false, cancellationToken);

    /// <exception cref="InvalidIntensityException">A series that is not optional cannot be measured, and <paramref name="isStrict"/>.</exception>
    internal FeatureVector Extract(RadiomicsFiles files, bool isStrict, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        return Extract(CaseReader.Read(files, Options, cancellationToken), isStrict, cancellationToken);
    }

    /// <summary>Patients of one cohort have the same series: the layout is made once.</summary>
    private FeatureLayout LayoutOf(IReadOnlyList<string> seriesNames) =>
        _layout is { } layout && seriesNames is not null && layout.Series.SequenceEqual(seriesNames, StringComparer.Ordinal)
            ? layout
            : _layout = new FeatureLayout(Options, seriesNames!);
}
