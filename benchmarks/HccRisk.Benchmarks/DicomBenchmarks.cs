using BenchmarkDotNet.Attributes;
using HccRisk.Cohorts.Scanning;
using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Pixels;
using HccRisk.Oracles;

namespace HccRisk.Benchmarks;

/// <summary>Files of the real DCE-MR series: per file, the header alone (what a scan of a folder costs) and whole with its pixels.</summary>
[MemoryDiagnoser]
public class DicomBenchmarks
{
    private const int Copies = 10_000;
    private readonly float[] _values = new float[1 << 22];
    private string _folder = "";
    private string[] _files = [];
    private FrameReader _reader = null!;

    [GlobalSetup]
    public void Setup()
    {
        var series = SharedData.TryPath("data", "dce-mri", "UCSF-BR-06", "image_dce_3dfgre_orig")
            ?? throw new InvalidOperationException(SharedData.MissingReason);
        _folder = Directory.CreateTempSubdirectory("hccrisk-bench-").FullName;
        var slices = Directory.GetFiles(series, "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        _files = new string[Copies];
        for (var i = 0; i < Copies; i++)
        {
            // Links: 10,000 names, the pages of the series in the cache.
            _files[i] = Path.Combine(_folder, $"{i}.dcm");
            File.CreateSymbolicLink(_files[i], slices[i % slices.Length]);
        }

        _reader = new FrameReader(DicomFile.Read(_files[0]));
    }

    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(_folder, recursive: true);

    /// <summary>Opening each file and reading its first 16 KiB: what no reader can avoid.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Copies)]
    public long Open()
    {
        Span<byte> head = stackalloc byte[16 << 10];
        long total = 0;
        foreach (var file in _files)
        {
            using var handle = File.OpenHandle(file);
            total += RandomAccess.Read(handle, head, 0);
        }

        return total;
    }

    [Benchmark(OperationsPerInvoke = Copies)]
    public int HeaderOnly()
    {
        var total = 0;
        foreach (var file in _files)
        {
            total += DicomFile.Read(file, DicomReadOptions.HeaderOnly).Dataset.GetString(DicomTags.SeriesInstanceUid).Length;
        }

        return total;
    }

    /// <summary>The whole scan of a cohort: finding the files, their headers on all cores, series, phases and patients.</summary>
    [Benchmark(OperationsPerInvoke = Copies)]
    public int CohortScan() => CohortScanner.Scan(_folder).Patients.Count;

    [Benchmark]
    public float OneFrame()
    {
        _reader.ReadValues(0, _values);
        return _values[0];
    }
}
