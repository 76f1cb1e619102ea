using HccRisk.Imaging;
using HccRisk.Oracles;
using HccRisk.Radiomics.Habitats;
using Xunit;

namespace HccRisk.Radiomics.Tests.Habitats;

public sealed class HabitatTests
{
    private static readonly HabitatOptions InLiver = new()
    {
        Images = new RadiomicsOptions { Normalisation = IntensityNormalisation.ZScoreReference, Families = RadiomicsFamilies.Statistics },
        Inside = RadiomicsFamilies.Statistics,
        Repeats = 4,
        Voxels = 6_000,
    };

    /// <summary>Means of the compartments lie 5 deviations of the noise apart or more, so that a voxel in a few thousand is nearer to another's.</summary>
    [Fact]
    public void Learn_ThreeCompartments_AreFoundInNewPatients()
    {
        var model = Learn(InLiver);

        Assert.Equal(3, model.Centres.Count);
        Assert.Equal([2, 3, 4, 5, 6], model.Candidates.Select(c => c.Count));
        for (var seed = 20; seed < 24; seed++)
        {
            var (patient, truth) = HabitatPhantom.Patient(seed);
            var found = new HabitatExtractor(model).Extract(patient, TestContext.Current.CancellationToken);

            Assert.True(HabitatPhantom.AdjustedRandIndex(truth, found.Labels!.Voxels) > 0.95);

            // Names follow the first component: the compartment that is dark in every phase is H1, and the same in all patients.
            var ordered = Enumerable.Range(0, truth.Length).Count(i => truth[i] == 1 && found.Labels.Voxels[i] == 1);
            Assert.True(ordered > 0.97 * truth.Count(t => t == 1));
        }
    }

    /// <summary>Another scanner, whose gain and offset the z-score in liver takes away; without it the same tissue is another habitat.</summary>
    [Fact]
    public void Extract_OtherScanner_HasTheSameHabitatsByAReferenceTissue()
    {
        var (patient, truth) = HabitatPhantom.Patient(31, gain: 2.5, offset: 300);
        double Agreement(HabitatOptions options) => HabitatPhantom.AdjustedRandIndex(truth, new HabitatExtractor(Learn(options)).Extract(patient).Labels!.Voxels);

        Assert.True(Agreement(InLiver) > 0.95);
        Assert.True(Agreement(InLiver with { Images = new RadiomicsOptions() }) < 0.5);
    }

    /// <summary>Voxels of three values are three habitats at most, their centres the values; the criterion is infinite, and stands in the file.</summary>
    [Fact]
    public void Learn_FewDifferentValues_HasNoHabitatTwice()
    {
        float[] values = [1, 2, 4];
        var g = VolumeGeometry.AxisAligned(6, 6, 6, new Vector3D(1, 1, 1));
        var image = new Volume<float>(g, [.. Enumerable.Range(0, 216).Select(i => values[i % 3])]);
        var patient = new RadiomicsCase { Series = [new RadiomicsSeries("a", image)], Lesion = new Mask(g, [.. Enumerable.Repeat(true, 216)]) };
        var options = new HabitatOptions { Images = new RadiomicsOptions { Normalisation = IntensityNormalisation.None }, Repeats = 4 };
        HabitatModel Of(HabitatOptions given)
        {
            var learner = new HabitatLearner(["a"], given);
            Assert.Null(learner.Add(patient, TestContext.Current.CancellationToken));
            return learner.Learn(TestContext.Current.CancellationToken);
        }

        var model = Of(options);
        using var folder = new TemporaryFolder();
        model.Save(folder["m.json"]);

        Assert.Equal([1, 2, 4], model.Centres.Select(c => c[0]));
        Assert.Equal([2, 3], model.Candidates.Select(c => c.Count));
        Assert.Equal(model.Candidates, HabitatModel.Load(folder["m.json"]).Candidates);
        var error = Assert.Throws<InvalidOperationException>(() => Of(options with { Fewest = 4, Most = 4 }));
        Assert.Contains("3 different values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_Features_AreThoseOfTheLabels()
    {
        var (patient, _) = HabitatPhantom.Patient(40);
        var found = new HabitatExtractor(Learn(InLiver)).Extract(patient, TestContext.Current.CancellationToken);
        var values = found.Features.Columns.Zip(found.Features.Values).ToDictionary(p => p.First.Name, p => p.Second, StringComparer.Ordinal);
        var (labels, g) = (found.Labels!.Voxels.ToArray(), found.Labels.Geometry);
        double n = patient.Lesion.Count;
        double[] shares = [.. Enumerable.Range(1, 3).Select(h => labels.Count(l => l == h) / n)];

        Assert.Equal(3, values["habitat_count"]);
        Assert.Equal<double[]>(shares, [values["habitat_H1_fraction"], values["habitat_H2_fraction"], values["habitat_H3_fraction"]]);
        Assert.Equal(1, shares.Sum(), 1e-12);
        Assert.Equal(-shares.Sum(p => p * Math.Log(p)), values["habitat_shannon"], 1e-12);
        Assert.Equal(1 - shares.Sum(p => p * p), values["habitat_simpson"], 1e-12);

        // Pairs of neighbours, counted by coordinates.
        var pairs = new Dictionary<(int, int), double>();
        for (var i = 0; i < labels.Length; i++)
        {
            var (x, y, z) = (i % g.Width, i / g.Width % g.Height, i / g.Width / g.Height);
            foreach (var (u, v, w) in new[] { (x + 1, y, z), (x, y + 1, z), (x, y, z + 1) }.Where(p => p.Item1 < g.Width && p.Item2 < g.Height && p.Item3 < g.Depth))
            {
                int a = labels[i], b = labels[u + (g.Width * (v + (g.Height * w)))];
                if (a > 0 && b > 0)
                {
                    pairs[(Math.Min(a, b), Math.Max(a, b))] = pairs.GetValueOrDefault((Math.Min(a, b), Math.Max(a, b))) + 1;
                }
            }
        }

        var all = pairs.Values.Sum();
        foreach (var a in Enumerable.Range(1, 3))
        {
            foreach (var b in Enumerable.Range(a, 4 - a))
            {
                Assert.Equal(pairs.GetValueOrDefault((a, b)) / all, values[$"habitat_contact_H{a}_H{b}"], 1e-12);
            }
        }

        Assert.Equal(pairs.Where(p => p.Key.Item1 != p.Key.Item2).Sum(p => p.Value) / all, values["habitat_contact_mixed"], 1e-12);

        // What is measured inside is what the extractor says of the habitat as a lesion.
        var second = new Mask(g, Array.ConvertAll(labels, l => l == 2));
        var direct = new RadiomicsExtractor(InLiver.Images).Extract(patient with { Lesion = second }, TestContext.Current.CancellationToken);
        Assert.Equal(direct.Values[direct.Columns.Index().First(c => c.Item.Name == "arterial.stat_mean").Index], values["H2.arterial.stat_mean"]);

        // The core lies deepest.
        Assert.True(values["habitat_H1_depth"] > values["habitat_H2_depth"]);
    }

    [Fact]
    public void Extract_MissingPhase_HasNoHabitats()
    {
        var model = Learn(InLiver);
        var (patient, _) = HabitatPhantom.Patient(50);
        var without = patient with { Series = [.. patient.Series.Take(2)], Optional = [new OptionalSeries("portal", null) { Reason = "not scanned" }] };

        var found = new HabitatExtractor(model).Extract(without, TestContext.Current.CancellationToken);

        Assert.Null(found.Labels);
        Assert.All(found.Features.Values, v => Assert.Equal(double.NaN, v));
        Assert.Equal(["no habitats: portal: not scanned"], found.Features.Missing);
        Assert.Equal(new HabitatExtractor(model).Extract(patient, TestContext.Current.CancellationToken).Features.Columns, found.Features.Columns);
        var learner = new HabitatLearner(HabitatPhantom.Phases, InLiver);
        Assert.Equal("portal: not scanned", learner.Add(without, TestContext.Current.CancellationToken));
        Assert.Throws<InvalidOperationException>(() => learner.Learn(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Add_PhasesOnTwoGrids_IsRefused()
    {
        var (patient, _) = HabitatPhantom.Patient(60);
        var other = patient.Series[1].Image;
        var moved = new Volume<float>(other.Geometry with { Origin = new Vector3D(0.5, 0, 0) }, other.Voxels.ToArray());

        var fault = Assert.Throws<GeometryMismatchException>(() => new HabitatLearner(HabitatPhantom.Phases, InLiver with { Images = InLiver.Images with { ResampleMasks = true } })
            .Add(patient with { Series = [patient.Series[0], new RadiomicsSeries("arterial", moved), patient.Series[2]] }, TestContext.Current.CancellationToken));

        Assert.Contains("'arterial'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Learn_AnyThreads_SavedAndLoaded_IsTheSame()
    {
        var folder = Directory.CreateTempSubdirectory("hccrisk-habitats-");
        try
        {
            var (one, four, file, again) = (Learn(InLiver, threads: 1), Learn(InLiver, threads: 4), Path.Combine(folder.FullName, "a.json"), Path.Combine(folder.FullName, "b.json"));
            one.Save(file);
            four.Save(again);
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(again));
            var (patient, _) = HabitatPhantom.Patient(70);
            Assert.Equal(
                new HabitatExtractor(one).Extract(patient, TestContext.Current.CancellationToken).Features.Values,
                new HabitatExtractor(HabitatModel.Load(file)).Extract(patient, TestContext.Current.CancellationToken).Features.Values);
            File.WriteAllText(file, "{\"format\":\"other\"}");
            Assert.Contains("a.json", Assert.Throws<ArgumentException>(() => HabitatModel.Load(file)).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Two pairs of points: by hand, 2 clusters with means (0, 1) and (10, 1) have within 4 and between 100.</summary>
    [Fact]
    public void ClusterCriteria_FourPoints_AreThoseByHand()
    {
        double[] points = [0, 0, 0, 2, 10, 0, 10, 2];
        var (centres, within) = KMeans.Run(points, 2, 2, seed: 3);

        Assert.Equal(4, within, 1e-12);
        Assert.Equal(100 / (4.0 / 2), ClusterCriterion.CalinskiHarabasz(points, 2, 2, within), 1e-9);
        var b = (10 + Math.Sqrt(104)) / 2;
        Assert.Equal((b - 2) / b, ClusterCriterion.Silhouette(points, 2, centres), 1e-12);
    }

    [Fact]
    public void Validate_OutOfRange_NamesEveryFault()
    {
        var fault = Assert.Throws<ArgumentException>(() => new HabitatOptions { Fewest = 1, Most = 20, Repeats = 0 }.Validate());
        Assert.Contains("Fewest is 1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Most is 20", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Repeats is 0", fault.Message, StringComparison.Ordinal);
    }

    private static HabitatModel Learn(HabitatOptions options, int threads = 2)
    {
        var learner = new HabitatLearner(HabitatPhantom.Phases, options) { MaxParallelism = threads };
        for (var seed = 1; seed <= 6; seed++)
        {
            Assert.Null(learner.Add(HabitatPhantom.Patient(seed).Case));
        }

        return learner.Learn(TestContext.Current.CancellationToken);
    }
}
