using System.Globalization;
using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Pixels;
using HccRisk.Imaging.Tests.Files;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom;

/// <summary>Every element of real files as DCMTK's dcmdump and dcmconv see them.</summary>
public sealed class DcmtkOracleTests : IDisposable
{
    private static readonly string[] Samples =
    [
        "data/dicom/ucsf-br-06-030.dcm",
        "reference/dicom/highdicom/ct_image.dcm",
        "reference/dicom/dcmqi/seg.dcm",
        "data/dce-mri/UCSF-BR-06/image_dce_pe1/1-01.dcm",
        "data/dce-mri/UCSF-BR-06/image_dce_3dfgre_orig",
        "data/dce-mri/UCSF-BR-06/image_dce_ser",
        "data/dce-mri/UCSF-BR-06/mask",
        "data/ibsi/ibsi_1_ct_radiomics_phantom/dicom/image/DCM_IMG_00044.dcm",
        "data/ibsi/ibsi_1_ct_radiomics_phantom/dicom/mask",
        "data/wsi/libvips_dicom_test_image.dcm",
        "data/wsi/openslide-python_boxes_0.dcm",
        "data/wsi/openslide-python_boxes_1.dcm",
    ];

    private readonly TemporaryFolder _folder = new();


    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_RealFile_HasEveryElementDcmdumpPrints()
    {
        var dcmdump = Tool("dcmdump");

        Assert.All(Present(Samples), path => AssertSame(DumpedElement.Dump(dcmdump, path), DicomFile.Read(path)));
    }

    [Theory]
    [InlineData("implicit VR little endian", "+ti", "1.2.840.10008.1.2")]
    [InlineData("explicit VR little endian", "+te", "1.2.840.10008.1.2.1")]
    [InlineData("explicit VR big endian", "+tb", "1.2.840.10008.1.2.2")]
    [InlineData("deflated", "+td", "1.2.840.10008.1.2.1.99")]
    public void Read_FileConvertedByDcmconv_HasTheSameValuesAndPixels(string name, string option, string uid)
    {
        var dcmconv = Tool("dcmconv");
        // dcmconv does not decompress: without the JPEG sample.
        foreach (var path in Present(Samples.Where(sample => !sample.Contains("boxes_0", StringComparison.Ordinal))))
        {
            var original = DicomFile.Read(path);
            foreach (var lengths in new[] { "+e", "-e" })
            {
                var target = _folder["converted.dcm"];
                dcmconv.Run(option, lengths, path, target);
                var converted = DicomFile.Read(target);

                Assert.True(uid == converted.TransferSyntax.Uid, name);
                // In an implicit file a private sequence shows itself only by its undefined length.
                AssertSameValues(original.Dataset, converted.Dataset, knowsPrivate: option != "+ti" || lengths == "-e");
                AssertSamePixels(original, converted);
            }
        }
    }

    private static void AssertSameValues(DicomDataset expected, DicomDataset actual, bool knowsPrivate)
    {
        Assert.Equal(expected.Select(element => element.Tag), actual.Select(element => element.Tag));
        foreach (var (was, now) in expected.Zip(actual))
        {
            if (was.Vr == DicomVr.SQ)
            {
                var (items, converted) = (expected.GetSequence(was.Tag), now.Vr == DicomVr.SQ || knowsPrivate ? actual.GetSequence(now.Tag) : null);
                if (converted is null)
                {
                    Assert.True(was.Tag.IsPrivate, $"{was.Tag} is no longer a sequence");
                    continue;
                }

                Assert.Equal(items.Count, converted.Count);
                Assert.All(items.Zip(converted), pair => AssertSameValues(pair.First, pair.Second, knowsPrivate));
            }
            else
            {
                // A value of odd length is padded on conversion.
                var before = expected.GetBytes(was.Tag).Span;
                var after = actual.GetBytes(now.Tag).Span;
                Assert.True(before.TrimEnd(" \0"u8).SequenceEqual(after.TrimEnd(" \0"u8)), $"{was.Tag} differs");
            }
        }
    }

    private static void AssertSamePixels(DicomFile expected, DicomFile actual)
    {
        if (!expected.Dataset.Contains(DicomTags.PixelData))
        {
            return;
        }

        var (before, after) = (new FrameReader(expected), new FrameReader(actual));
        var (values, converted) = (new float[before.Layout.SampleCount], new float[before.Layout.SampleCount]);
        Assert.Equal(before.FrameCount, after.FrameCount);
        for (var frame = 0; frame < before.FrameCount; frame++)
        {
            before.ReadValues(frame, values);
            after.ReadValues(frame, converted);
            Assert.True(values.AsSpan().SequenceEqual(converted), $"frame {frame} differs");
        }
    }

    private static void AssertSame(List<DumpedElement> expected, DicomFile file)
    {
        List<(int Depth, DicomDataset Dataset, DicomElement Element)> actual = [];
        Flatten(file.Meta, 0, actual);
        Flatten(file.Dataset, 0, actual);

        Assert.Equal(
            expected.Select(element => $"{element.Depth} {element.Tag} {element.Vr}"),
            actual.Select(element => $"{element.Depth} {element.Element.Tag} {Printed(element.Element)}"));
        foreach (var (dump, found) in expected.Zip(actual))
        {
            AssertSameValue(dump, found.Dataset, found.Element);
        }
    }

    private static void AssertSameValue(DumpedElement dump, DicomDataset dataset, DicomElement element)
    {
        var label = $"{element.Tag} {dump.Value}";
        if (element.Vr == DicomVr.SQ)
        {
            Assert.Contains($"#={dataset.GetSequence(element.Tag).Count})", dump.Value);
        }
        else if (dump.Value.StartsWith("(no value", StringComparison.Ordinal))
        {
            Assert.Equal(0, element.Length);
        }
        else if (element.Vr is DicomVr.OB or DicomVr.UN)
        {
            if (!dump.Value.StartsWith("(PixelSequence", StringComparison.Ordinal))
            {
                Assert.Equal(dump.Value.ToUpperInvariant(), string.Join('\\', dataset.GetBytes(element.Tag).ToArray().Select(b => b.ToString("X2", CultureInfo.InvariantCulture))));
            }
        }
        else if (element.Vr == DicomVr.OW)
        {
            Assert.Equal(dump.Value.Split('\\').Select(word => (double)ushort.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture)), dataset.GetDoubles(element.Tag));
        }
        else if (element.Vr == DicomVr.AT)
        {
            Assert.Equal(dump.Value.ToUpperInvariant().Split('\\'), dataset.GetTags(element.Tag).Select(tag => tag.ToString()));
        }
        else if (dump.Value.StartsWith('['))
        {
            // The dump decodes nothing: compare bytes.
            var bytes = System.Text.Encoding.Latin1.GetString(dataset.GetBytes(element.Tag).Span).TrimEnd(' ', '\0');
            Assert.Equal(dump.Value[1..^1].TrimEnd(' ', '\0'), bytes);
            if (element.Vr is DicomVr.DS or DicomVr.IS)
            {
                Assert.Equal(bytes.Split('\\').Select(text => double.Parse(text, CultureInfo.InvariantCulture)), dataset.GetDoubles(element.Tag));
            }
        }
        else
        {
            var numbers = dump.Value.Split('\\').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            var found = dataset.GetDoubles(element.Tag);
            Assert.Equal(numbers.Length, found.Length);
            // The dump rounds floating point to the digits its type carries.
            var digits = element.Vr is DicomVr.FL or DicomVr.OF ? 1e-7 : 1e-15;
            Assert.All(numbers.Zip(found), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= digits * Math.Abs(pair.First), label));
        }
    }

    private static string Printed(DicomElement element) => element.Vr.ToString();

    private static void Flatten(DicomDataset dataset, int depth, List<(int, DicomDataset, DicomElement)> elements)
    {
        foreach (var element in dataset)
        {
            elements.Add((depth, dataset, element));
            if (element.Vr == DicomVr.SQ)
            {
                foreach (var item in dataset.GetSequence(element.Tag))
                {
                    Flatten(item, depth + 1, elements);
                }
            }
        }
    }

    private static ExternalTool Tool(string name)
    {
        var tool = ExternalTool.TryFind(name);
        Assert.SkipWhen(tool is null, ExternalTool.MissingReason(name));
        return tool!;
    }

    /// <summary>The samples of this clone; each has those of the repository.</summary>
    private static string[] Present(IEnumerable<string> samples)
    {
        string[] paths = [.. samples.Select(TrySample).OfType<string>()];
        Assert.NotEmpty(paths);
        return paths;
    }

    private static string? TrySample(string name)
    {
        var path = SharedData.TryPath(name.Split('/'));
        return path is null || File.Exists(path) ? path : Directory.EnumerateFiles(path).Order(StringComparer.Ordinal).First();
    }
}
