using BenchmarkDotNet.Attributes;
using HccRisk.Imaging;
using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Dicom.Series;
using HccRisk.Oracles;

namespace HccRisk.Benchmarks;

/// <summary>The real DCE-MR series, 180 slices of 256 x 256 in three phases, from the folder to volumes; masks on their images.</summary>
[MemoryDiagnoser]
public class DicomSeriesBenchmarks
{
    private string _series = "";
    private DicomSegmentation _segmentation = null!;
    private DicomStructureSet _structures = null!;
    private MaskTarget _breast = null!;
    private MaskTarget _lung = null!;

    [GlobalSetup]
    public void Setup()
    {
        static string Shared(params string[] parts) => SharedData.TryPath(parts) ?? throw new InvalidOperationException(SharedData.MissingReason);
        _series = Shared("data", "dce-mri", "UCSF-BR-06", "image_dce_3dfgre_orig");
        _breast = MaskTarget.Of(DicomFolder.Scan(_series).Select().Arrange());
        _segmentation = DicomSegmentation.Read(Shared("data", "dce-mri", "UCSF-BR-06", "mask", "1-1.dcm"));
        _lung = MaskTarget.Of(DicomFolder.Scan(Shared("data", "ibsi", "ibsi_1_ct_radiomics_phantom", "dicom", "image")).Select().Arrange());
        _structures = DicomStructureSet.Read(Shared("data", "ibsi", "ibsi_1_ct_radiomics_phantom", "dicom", "mask", "DCM_RS_00060.dcm"));
    }

    /// <summary>The bytes of the files, one after another: what no reader can avoid on one core.</summary>
    [Benchmark(Baseline = true)]
    public long Bytes() => Directory.GetFiles(_series).Sum(file => (long)File.ReadAllBytes(file).Length);

    [Benchmark]
    public int Scan() => DicomFolder.Scan(_series).Series.Count;

    [Benchmark]
    public IReadOnlyList<Volume<float>> FolderToVolumes() => DicomFolder.Scan(_series).Select().ReadVolumes();

    [Benchmark]
    public int Segmentation() => _segmentation.ReadMask(null, _breast).Mask.Count;

    [Benchmark]
    public int StructureSet() => _structures.ReadMask(null, _lung).Mask.Count;
}
