using BenchmarkDotNet.Attributes;
using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Codecs;
using HccRisk.Imaging.Dicom.Pixels;
using HccRisk.Oracles;

namespace HccRisk.Benchmarks;

/// <summary>One 256 x 256 frame of 16 bits decoded from each encoding, against reading it uncompressed; dcmtk makes the files.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class PixelCodecBenchmarks : IDisposable
{
    private const int Side = 256;

    private readonly byte[] _samples = new byte[2 * Side * Side];
    private DirectoryInfo _folder = null!;
    private FrameReader _native = null!;
    private FrameReader _encoded = null!;

    /// <summary>Program and options that encode the frame.</summary>
    [Params("dcmcrle", "dcmcjpeg +e1", "dcmcjpeg +el +sv 6", "dcmcjpeg +ee +bt", "dcmcjpeg +eb +be")]
    public string Encoder { get; set; } = "dcmcrle";

    /// <summary>Makes a noisy frame of smooth waves, 12 bits used, and encodes it.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("hccrisk-benchmark-");
        var random = new Random(7);
        for (var i = 0; i < Side * Side; i++)
        {
            var wave = Math.Sin(i % Side / 20.0) * Math.Cos(i / Side / 30.0);
            BitConverter.TryWriteBytes(_samples.AsSpan(2 * i), (ushort)(2000 + (1500 * wave) + random.Next(40)));
        }

        var (source, target) = (Path.Combine(_folder.FullName, "native.dcm"), Path.Combine(_folder.FullName, "encoded.dcm"));
        File.WriteAllBytes(source, SingleFrameFile.Write(
            _samples, encapsulated: false, TransferSyntax.ExplicitVrLittleEndian.Uid, new FrameShape(Side, Side, 1, 2), bitsStored: 12, signed: false, "MONOCHROME2"));
        var words = Encoder.Split(' ');
        var tool = ExternalTool.TryFind(words[0]) ?? throw new InvalidOperationException(ExternalTool.MissingReason(words[0]));
        tool.Run([.. words[1..], source, target]);
        _native = new FrameReader(DicomFile.Read(source));
        _encoded = new FrameReader(DicomFile.Read(target));
    }

    /// <summary>Reads the uncompressed frame.</summary>
    [Benchmark(Baseline = true)]
    public void Native() => _native.ReadSamples(0, _samples);

    /// <summary>Reads and decodes the frame.</summary>
    [Benchmark]
    public void Encoded() => _encoded.ReadSamples(0, _samples);

    /// <summary>Removes the files.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        if (_folder is { Exists: true })
        {
            _folder.Delete(recursive: true);
        }

        GC.SuppressFinalize(this);
    }
}
