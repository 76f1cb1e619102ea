using HccRisk.Cohorts;
using HccRisk.Imaging;
using HccRisk.Radiomics.Layout;

namespace HccRisk.Radiomics.Habitats;

/// <summary>Learns habitats from the lesions of training patients, one after the other: only a sample of their voxels is kept.</summary>
public sealed class HabitatLearner
{
    private readonly string[] _phases;
    private readonly HabitatOptions _options;
    private readonly List<double[]> _samples = [];

    /// <summary>Begins without patients.</summary>
    /// <param name="series">Names of the phases, in order; registered to each other.</param>
    /// <param name="options">How to learn; null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range, there is no phase, or a name cannot be used.</exception>
    public HabitatLearner(IReadOnlyList<string> series, HabitatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        (_phases, _options) = ([.. series], options ?? new HabitatOptions());
        _options.Validate();
        _ = new FeatureLayout(new RadiomicsOptions { Families = RadiomicsFamilies.Statistics }, _phases);
    }

    /// <summary>Candidates computed at once, 1 or more; every bit of the model is the same. Default: the number of processors.</summary>
    public int MaxParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Patients taken.</summary>
    public int Patients => _samples.Count;

    /// <summary>Takes a patient.</summary>
    /// <param name="patient">Images and masks.</param>
    /// <param name="cancellationToken">Checked between phases.</param>
    /// <returns>Null; or why the patient was not taken: a phase is missing or does not cover the lesion.</returns>
    /// <exception cref="EmptyMaskException">A mask has no voxel.</exception>
    /// <exception cref="GeometryMismatchException">Phases and masks do not lie on one grid.</exception>
    public string? Add(RadiomicsCase patient, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(patient);
        var (voxels, missing) = HabitatVoxels.Of(patient, _phases, _options.Images, cancellationToken);
        if (voxels is not null)
        {
            _samples.Add(HabitatVoxels.Thin(voxels.Values, _phases.Length, _options.VoxelsPerPatient));
        }

        return missing;
    }

    /// <summary>Takes a patient by its files; those of <see cref="RadiomicsFiles.Series"/> and <see cref="RadiomicsFiles.Optional"/> alike.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellationToken">Checked between files.</param>
    /// <returns>Null; or why the patient was not taken.</returns>
    public string? Add(RadiomicsFiles files, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var (given, missing) = HabitatVoxels.PhasesOf(files, _phases);
        return missing ?? Add(CaseReader.Read(given, _options.Images, cancellationToken), cancellationToken);
    }

    /// <summary>Takes a patient of a cohort.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="cancellationToken">Checked between files.</param>
    /// <returns>Null; or why the patient was not taken.</returns>
    /// <exception cref="HccRisk.Core.Errors.BadInputException">A file, mask or image cannot be used.</exception>
    public string? Add(Patient patient, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(patient);
        return Add(RadiomicsJob.FilesOf(patient, [], _phases, _ => null), cancellationToken);
    }

    /// <summary>Learns the habitats.</summary>
    /// <param name="cancellationToken">Checked between starts.</param>
    /// <exception cref="InvalidOperationException">No patient was taken, a phase has one value throughout, or there are too few voxels or different values.</exception>
    public HabitatModel Learn(CancellationToken cancellationToken = default)
    {
        if (_samples.Count == 0)
        {
            throw new InvalidOperationException($"No patient has every phase ({string.Join(", ", _phases)}), fit to be measured: there is nothing to learn habitats from.");
        }

        var width = _phases.Length;
        var share = Math.Max(1, _options.Voxels / _samples.Count);
        double[] points = [.. _samples.SelectMany(s => HabitatVoxels.Thin(s, width, share))];
        var n = points.Length / width;
        if (n <= _options.Most)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"{n} voxels of {_samples.Count} patients are too few for {_options.Most} habitats."));
        }

        RequireContrast(points);
        var distinct = Distinct(points, _options.Most);
        if (distinct < _options.Fewest)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"{n} voxels of {_samples.Count} patients have {distinct} different values over the phases: too few for {_options.Fewest} habitats."));
        }

        var candidates = Enumerable.Range(_options.Fewest, Math.Min(_options.Most, distinct) - _options.Fewest + 1).ToArray();
        var runs = new (double[] Centres, double Within)[candidates.Length * _options.Repeats];
        Parallel.For(
            0,
            runs.Length,
            new ParallelOptions { MaxDegreeOfParallelism = MaxParallelism, CancellationToken = cancellationToken },
            i =>
            {
                var (count, repeat) = (candidates[i / _options.Repeats], i % _options.Repeats);
                runs[i] = KMeans.Run(points, width, count, ((ulong)(uint)_options.Seed << 32) | (uint)((count << 20) + repeat));
            });
        var tried = new List<(HabitatCandidate Candidate, double[] Centres)>();
        foreach (var (c, count) in candidates.Index())
        {
            var (centres, within) = runs.Skip(c * _options.Repeats).Take(_options.Repeats).MinBy(r => r.Within);
            var value = _options.Criterion == HabitatCriterion.Silhouette
                ? ClusterCriterion.Silhouette(points, width, centres) : ClusterCriterion.CalinskiHarabasz(points, width, count, within);
            tried.Add((new HabitatCandidate(count, value), centres));
        }

        var best = tried.MaxBy(t => t.Candidate.Criterion).Centres;
        var axis = FirstComponent(points, width);
        double Along(double[] centre) => centre.Zip(axis).Sum(p => p.First * p.Second);
        return new HabitatModel
        {
            Series = _phases,
            Centres = [.. best.Chunk(width).OrderBy(Along)],
            Candidates = [.. tried.Select(t => t.Candidate)],
            Patients = _samples.Count,
            Voxels = n,
            Options = _options,
        };
    }

    /// <summary>How many points differ, counted up to <paramref name="most"/>: more clusters than that would be one twice.</summary>
    private int Distinct(double[] points, int most)
    {
        var found = new List<int>();
        for (var i = 0; i < points.Length && found.Count < most; i += _phases.Length)
        {
            if (!found.Exists(f => points.AsSpan(f, _phases.Length).SequenceEqual(points.AsSpan(i, _phases.Length))))
            {
                found.Add(i);
            }
        }

        return found.Count;
    }

    /// <summary>A phase that tells nothing apart is an error of the images, not a dimension.</summary>
    private void RequireContrast(double[] points)
    {
        for (var p = 0; p < _phases.Length; p++)
        {
            if (Enumerable.Range(0, points.Length / _phases.Length).All(i => points[(i * _phases.Length) + p] == points[p]))
            {
                throw new InvalidOperationException($"The phase '{_phases[p]}' has one value in all voxels of {_samples.Count} training lesions: it tells no habitats apart.");
            }
        }
    }

    /// <summary>The direction of the greatest variance of points, in which the phases rise on the whole (power iteration).</summary>
    private static double[] FirstComponent(double[] points, int width)
    {
        var (means, covariance) = (new double[width], new double[width * width]);
        for (var i = 0; i < points.Length; i++)
        {
            means[i % width] += points[i] * width / points.Length;
        }

        for (var i = 0; i < points.Length; i += width)
        {
            for (var a = 0; a < width; a++)
            {
                for (var b = 0; b < width; b++)
                {
                    covariance[(a * width) + b] += (points[i + a] - means[a]) * (points[i + b] - means[b]);
                }
            }
        }

        double[] axis = [.. Enumerable.Range(0, width).Select(p => 1 - (0.01 * p))];
        for (var round = 0; round < 1000; round++)
        {
            double[] next = [.. Enumerable.Range(0, width).Select(a => axis.Select((v, b) => covariance[(a * width) + b] * v).Sum())];
            var norm = Math.Sqrt(next.Sum(v => v * v));
            axis = [.. next.Select(v => v / norm)];
        }

        return axis.Sum() < 0 ? [.. axis.Select(v => -v)] : axis;
    }
}
