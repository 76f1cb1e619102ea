using HccRisk.Cohorts;
using HccRisk.Core.Columns;
using HccRisk.Imaging;

namespace HccRisk.Radiomics.Habitats;

/// <summary>The habitats of a patient by a model, and the features of them. Nothing is learned from the patient.</summary>
/// <remarks>
/// Columns: <c>habitat_count</c> of those present; for each habitat its share of the lesion's voxels (<c>habitat_H1_fraction</c>; the shares sum to 1) and the
/// mean distance of its voxels to the nearest voxel outside the lesion, millimetres (<c>habitat_H1_depth</c>; NaN of one that is absent); diversity of the shares p: Shannon
/// (-sum p ln p), Simpson (1 - sum p^2), Rao (sum of p_i p_j times the distance of the centres, in the units of the normalisation); the contacts, shares of pairs of
/// voxels with a common face by the habitats of the two (<c>habitat_contact_H1_H2</c>; they sum to 1), the share of pairs of two habitats
/// (<c>habitat_contact_mixed</c>) and the entropy of the contacts in nats; then, for each habitat of <see cref="HabitatOptions.LeastVoxels"/> voxels or more,
/// <c>H1.series.feature</c>. A patient who lacks a phase has none of them: nearness to a centre over fewer phases would be another habitat.
/// </remarks>
public sealed class HabitatExtractor
{
    private readonly RadiomicsExtractor? _inside;
    private readonly FeatureColumn[] _columnsInside;

    /// <summary>Binds a model.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="ArgumentException">Parts of the model do not fit each other.</exception>
    public HabitatExtractor(HabitatModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Validate();
        Model = model;
        _inside = model.Options.Inside == RadiomicsFamilies.None ? null : new RadiomicsExtractor(model.Options.Images with { Families = model.Options.Inside });
        _columnsInside = [.. _inside?.Columns(model.Series) ?? []];
        Columns =
        [
            .. HabitatFeatures.Columns(model.Names),
            .. model.Names.SelectMany(h => _columnsInside.Select(c => c with { Name = $"{h}.{c.Name}" })),
        ];
    }

    /// <summary>The model.</summary>
    public HabitatModel Model { get; }

    /// <summary>The columns, the same for every patient.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>Computes the habitats of a patient by its files; those of <see cref="RadiomicsFiles.Series"/> and <see cref="RadiomicsFiles.Optional"/> alike.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellationToken">Checked between files.</param>
    /// <exception cref="HccRisk.Core.Errors.BadInputException">A file, mask or image cannot be used.</exception>
    public HabitatResult Extract(RadiomicsFiles files, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var (given, missing) = HabitatVoxels.PhasesOf(files, Model.Series);
        return missing is not null ? Absent(missing) : Extract(CaseReader.Read(given, Model.Options.Images, cancellationToken), cancellationToken);
    }

    /// <summary>Computes the habitats of a patient of a cohort.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="cancellationToken">Checked between files.</param>
    /// <exception cref="HccRisk.Core.Errors.BadInputException">A file, mask or image cannot be used.</exception>
    public HabitatResult Extract(Patient patient, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(patient);
        return Extract(RadiomicsJob.FilesOf(patient, [], Model.Series, _ => null), cancellationToken);
    }

    /// <summary>Computes the habitats of a patient.</summary>
    /// <param name="patient">Images and masks; the phases by their names.</param>
    /// <param name="cancellationToken">Checked between phases and habitats.</param>
    /// <exception cref="EmptyMaskException">A mask has no voxel.</exception>
    /// <exception cref="GeometryMismatchException">Phases and masks do not lie on one grid.</exception>
    public HabitatResult Extract(RadiomicsCase patient, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(patient);
        var (voxels, missing) = HabitatVoxels.Of(patient, Model.Series, Model.Options.Images, cancellationToken);
        if (voxels is null)
        {
            return Absent(missing!);
        }

        var habitats = Model.Assign(voxels.Values);
        var labels = new byte[voxels.Masks.Lesion.Geometry.VoxelCount];
        for (var i = 0; i < habitats.Length; i++)
        {
            labels[voxels.Voxels[i]] = (byte)(habitats[i] + 1);
        }

        var values = new List<double>(Columns.Count);
        values.AddRange(HabitatFeatures.Compute(Model, voxels, habitats, labels));
        var reasons = new List<string>();
        foreach (var (h, name) in Model.Names.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            values.AddRange(_inside is null ? [] : Inside(voxels, labels, h, name, patient.Organ, reasons, cancellationToken));
        }

        var features = new FeatureVector(Columns, values)
        {
            Source = FormattableString.Invariant($"{CaseText.Grid(voxels.Masks.Lesion)}; lesion {voxels.Voxels.Length} voxels"),
            Missing = reasons,
            Remarks = patient.Remarks,
        };
        return new HabitatResult(features, new Volume<byte>(voxels.Masks.Lesion.Geometry, labels));
    }

    private IEnumerable<double> Inside(
        HabitatVoxels voxels, byte[] labels, int habitat, string name, Mask? organ, List<string> reasons, CancellationToken cancellationToken)
    {
        var mask = new Mask(voxels.Masks.Lesion.Geometry, Array.ConvertAll(labels, l => l == habitat + 1));
        if (mask.Count < Model.Options.LeastVoxels)
        {
            reasons.Add(FormattableString.Invariant($"{name}: {mask.Count} voxels, fewer than {Model.Options.LeastVoxels}"));
            return _columnsInside.Select(_ => double.NaN);
        }

        try
        {
            var measured = _inside!.Extract(new RadiomicsCase { Series = voxels.Series, Lesion = mask, Reference = voxels.Masks.Reference, Organ = organ }, cancellationToken);
            reasons.AddRange(measured.Missing.Select(m => $"{name}: {m}"));
            return measured.Values;
        }
        catch (EmptyMaskException e)
        {
            reasons.Add($"{name}: {e.Message}");
            return _columnsInside.Select(_ => double.NaN);
        }
    }

    private HabitatResult Absent(string reason) =>
        new(new FeatureVector(Columns, [.. Columns.Select(_ => double.NaN)]) { Missing = [$"no habitats: {reason}"] }, null);
}
