using HccRisk.Cohorts.Scanning;
using HccRisk.Imaging;
using HccRisk.Imaging.Dicom.Identity;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Nifti;
using Xunit;

namespace HccRisk.Cohorts.Tests.Scanning;

public sealed class CohortScannerTests
{
    [Fact]
    public void Scan_TwoPatients_FindsPhasesMasksSlidesAndWhatIsMissing()
    {
        using var export = new SyntheticExport();
        export.Series("any/a", "P1", "ax T1 pre", 1);
        export.Series("any/a", "P1", "ax T1 arterial", 2);
        export.Series("any/b", "P1", "ax T1 portal venous", 3);
        export.Series("any/b", "P1", "3-plane survey", 4);
        export.Series("other", "P2", "LAVA art", 5, study: "1.2.2", slices: [0, 1, 2, 4, 5]);
        Mask(export, "masks/P1_arterial_lesion.nii.gz");
        export.Series("other", "P2", "LAVA arterial", 6, study: "1.2.2", slices: [0, 1]);
        Touch(export, "slides/P1_B2.svs");
        File.WriteAllText(Path.Combine(export.Root, "other", "broken.dcm"), "no DICOM");
        File.WriteAllText(export.File("clinical.csv"), "patient_id,surgery_date,surname\nP1,2024-03-15,Zyxwvut\nP2,2024-05-01,x\nP3,2024-05-01,x\n");

        var scan = Scan(export, new CohortScanOptions { ClinicalCsv = export.File("clinical.csv") });

        Assert.Equal(["P1", "P2"], scan.Patients.Select(p => p.Id));
        Assert.Equal(
            [(PatientFileKind.Mri, "pre"), (PatientFileKind.Mri, "arterial"), (PatientFileKind.Mri, "portal_venous"), (PatientFileKind.Mask, "arterial"), (PatientFileKind.Slide, "B2")],
            scan.Patients[0].Files.Select(f => (f.Kind, f.Name)));
        // 5 March to 15 March and to 1 May 2024.
        Assert.Equal([10, 57], scan.Patients.Select(p => p.MriIntervalDays));
        Assert.DoesNotContain(scan.Issues, issue => issue.PatientId == "P1");
        Assert.Equal(
            [ScanIssueKind.MriTooOld, ScanIssueKind.MissingPhase, ScanIssueKind.NoMask, ScanIssueKind.NoSlide, ScanIssueKind.SeveralCandidates, ScanIssueKind.Geometry],
            scan.Issues.Where(issue => issue.PatientId == "P2").Select(issue => issue.Kind));
        Assert.Contains(scan.Issues, issue => issue is { Kind: ScanIssueKind.MriTooOld, Message: "MRI 57 days before surgery, 31 are allowed" });
        Assert.Contains(scan.Issues, issue => issue.Kind == ScanIssueKind.Geometry && issue.Message.Contains("Gap", StringComparison.Ordinal));
        Assert.Equal(("P3", ScanIssueKind.NotInImages), scan.Issues.Where(i => i.Kind == ScanIssueKind.NotInImages).Select(i => (i.PatientId, i.Kind)).Single());
        Assert.Equal("file 18", Assert.Single(scan.Skipped).Path);
    }

    [Fact]
    public void Write_ManifestOfDicom_ReadsTheVoxelsWritten()
    {
        using var export = new SyntheticExport();
        export.Series("flat", "P1", "arterial", 2);
        export.Series("flat", "P1", "portal", 3);
        foreach (var convert in new[] { false, true })
        {
            Scan(export).Write(export.Output, convert, TestContext.Current.CancellationToken);
            var patient = Assert.Single(Cohort.LoadFiles(Path.Combine(export.Output, "manifest.csv")).Patients);

            foreach (var (phase, number) in new[] { ("arterial", 2), ("portal_venous", 3) })
            {
                var volume = ImageFile.ReadVolume(patient.File(PatientFileKind.Mri, phase)!.Path);
                // 5 x 4 pixels and 4 slices, numbered in that order by the writer.
                Assert.Equal(Enumerable.Range(number * 100, 80).Select(i => (float)i).Order(), volume.Voxels.ToArray().Order());
                Assert.Equal(3, volume.Geometry.Spacing.Z, 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_MarkedFiles_LeavesNoMarkerInAnyByte(bool convert)
    {
        using var export = new SyntheticExport();
        export.Series("p/Zyxwvut_Quentyn", "ID4711", "arterial Zyxwvut", 2, burnedIn: "YES");
        export.Series("p/Zyxwvut_Quentyn", "ID4711", "portal 20240305", 3, slices: [0, 1, 3]);
        export.Series("p/Zyxwvut_Quentyn", "ID4711", "broken", 4, slices: [0, 0]);
        File.WriteAllText(Path.Combine(export.Root, "p", "Zyxwvut_Quentyn", "bad.dcm"), "x");
        File.WriteAllText(export.File("clinical.csv"), "patient_id,site,surgery_date,surname,born\nID4711,TJ,2024-03-15,Zyxwvut,1953-04-17\nID4712,TJ,2024-03-15,Othermarker,1953-04-17\n");

        var scan = Scan(export, new CohortScanOptions { ClinicalCsv = export.File("clinical.csv"), PseudonymKey = SyntheticExport.Key })
            .Write(export.Output, convert, TestContext.Current.CancellationToken);

        Assert.Contains(scan.Issues, issue => issue is { Kind: ScanIssueKind.Identifying } && issue.Message.Contains("burned", StringComparison.Ordinal));
        Assert.Equal(!convert, scan.Issues.Any(issue => issue is { Kind: ScanIssueKind.Identifying } && issue.Message.Contains("path", StringComparison.Ordinal)));
        Assert.Contains(scan.Identity, count => count.Finding is { Name: "PatientName", Kind: IdentityKind.Name });
        Assert.Contains(scan.Identity, count => count.Finding.Kind == IdentityKind.PrivateText);
        foreach (var (name, text) in WrittenBytes.Of(export.Output))
        {
            // A selection file refers to the DICOM files by their path, which is what the warning above is about.
            var content = name.EndsWith(ImageSelection.Extension, StringComparison.Ordinal) ? text.Replace("Zyxwvut_Quentyn", "", StringComparison.Ordinal) : text;
            Assert.All([.. SyntheticExport.Markers, "ID4711", "ID4712"], marker => Assert.False(content.Contains(marker, StringComparison.OrdinalIgnoreCase), $"{name} holds {marker}"));
        }
    }

    [Theory]
    [InlineData("YES", "1.2.840.10008.5.1.4.1.1.4", "", "BurnedInAnnotation")]
    [InlineData(null, "1.2.840.10008.5.1.4.1.1.7", "", "SOPClassUID")]
    [InlineData(null, "1.2.840.10008.5.1.4.1.1.7.2", "", "SOPClassUID")]
    [InlineData(null, "1.2.840.10008.5.1.4.1.1.6.1", "", "SOPClassUID")]
    [InlineData(null, "1.2.840.10008.5.1.4.1.1.4", "WSD", "ConversionType")]
    [InlineData("NO", "1.2.840.10008.5.1.4.1.1.4", "", null)]
    [InlineData(null, "1.2.840.10008.5.1.4.1.1.4", "", null)]
    public void Scan_TextInThePixelsOfTheLastFile_IsFoundAndNotSaidToBeLeftOut(string? burnedIn, string sopClass, string conversion, string? element)
    {
        using var export = new SyntheticExport();
        export.Series("a", "P1", "arterial", 2, odd: new OddFile { BurnedIn = burnedIn, SopClass = sopClass, ConversionType = conversion });
        export.Series("a", "P1", "portal venous", 3);

        var scan = Scan(export).Write(export.Output, convert: true, TestContext.Current.CancellationToken);

        var drawn = scan.Identity.Where(count => count.Finding.Kind == IdentityKind.BurnedIn).ToArray();
        var report = File.ReadAllText(Path.Combine(export.Output, "report.txt"));
        if (element is null)
        {
            Assert.Empty(drawn);
            Assert.DoesNotContain(scan.Issues, issue => issue.Message.Contains("burned", StringComparison.Ordinal));
            Assert.DoesNotContain("drawn into", report, StringComparison.Ordinal);
            return;
        }

        Assert.Equal((element, 1), (Assert.Single(drawn).Finding.Name, drawn[0].Series));
        Assert.Contains($"series 2 'arterial' has, or may have, text burned into its pixels ({element})", Assert.Single(scan.Issues, issue => issue.Kind == ScanIssueKind.Identifying).Message, StringComparison.Ordinal);
        Assert.Contains($"text drawn into their pixels ({element}). It is not removed", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing of it is written", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_NameInTheLastFileAlone_IsTakenOutOfTexts()
    {
        using var export = new SyntheticExport();
        export.Series("a", "P1", "arterial by Latemarker", 2, odd: new OddFile { Operator = "Latemarker^B" });

        var scan = Scan(export);

        Assert.Equal("arterial by [removed]", Assert.Single(scan.Patients[0].Series).Description);
        Assert.Equal(1, Assert.Single(scan.Identity, count => count.Finding.Name == "OperatorsName").Series);
    }

    [Fact]
    public void Write_FilesCalledAfterPeople_SaysTheirNumbers()
    {
        using var export = new SyntheticExport();
        const string person = "Hans O'Leckmann 1963";
        export.Series(person, "P1", "arterial", 2);
        export.Series(person, "P1", "broken", 4, slices: [0, 0]);
        Mask(export, $"{person}/Leckmann_lesion.nii.gz");
        Mask(export, $"{person}/Leckmann_arterial_tumour.nii.gz");
        Mask(export, $"{person}/Leckmann_portal.nii.gz");
        Mask(export, $"{person}/Leckmann_venous.nii.gz");
        File.WriteAllText(Path.Combine(export.Root, person, "Leckmann.dcm"), "no DICOM");

        var scan = Scan(export).Write(export.Output, convert: true, TestContext.Current.CancellationToken);
        scan.WriteLog(export.File("log.txt"));

        Assert.Contains(scan.Issues, issue => issue.Kind == ScanIssueKind.SeveralCandidates && issue.Message.Contains("[file ", StringComparison.Ordinal));
        Assert.All(WrittenBytes.Of(export.Output), written => Assert.DoesNotContain("Leckmann", written.Text, StringComparison.OrdinalIgnoreCase));
        var skipped = Assert.Single(scan.Skipped);
        Assert.Contains($"{skipped.Path}: {Path.Combine(export.Root, person, "Leckmann.dcm")}", File.ReadAllLines(export.File("log.txt")));
    }

    [Theory]
    [InlineData("MR file '{0}/a b/x.dcm': data: short", "MR file [file 1]: data: short")]
    [InlineData("{0}/a b/x.dcm2 and {0}/a b/y's.dcm: differ", "[file 2] and [file 3]: differ")]
    [InlineData("no '{0}/a b/gone x.dcm' here", "no [a file] here")]
    [InlineData("'{0}/a b' is empty", "[a file] is empty")]
    [InlineData("'/elsewhere/Leck.dcm' of 3 mm", "[a file] of 3 mm")]
    public void Hide_TextsWithPaths_HaveNumbers(string text, string expected)
    {
        var root = Path.GetFullPath("/data/some export");
        var places = new ExportPlaces(root, [.. new[] { "x.dcm", "x.dcm2", "y's.dcm" }.Select(name => Path.Combine(root, "a b", name))]);

        Assert.Equal(expected, places.Hide(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, root)));
    }

    [Fact]
    public void Scan_PhaseFile_OverrulesDescriptions()
    {
        using var export = new SyntheticExport();
        export.Series("a", "P1", "arterial", 2);
        export.Series("a", "P1", "mystery", 3);
        File.WriteAllText(export.File("phases.csv"), "patient_id,series,volume,phase\nP1,2,1,-\n,MYST*,,arterial\nP9,3,,delayed\n");

        var scan = Scan(export, new CohortScanOptions { PhaseFile = export.File("phases.csv") });

        var file = Assert.Single(scan.Patients[0].Files);
        Assert.Equal("arterial", file.Name);
        Assert.All(file.Sources, source => Assert.StartsWith("s3_", Path.GetFileName(source), StringComparison.Ordinal));
        Assert.Equal([false, true], scan.Patients[0].Series.Select(series => series.Used));
    }

    [Fact]
    public void Scan_PhaseFileOfAnySeries_CoversOneWithoutDescription()
    {
        using var export = new SyntheticExport();
        export.Series("a", "P1", "", 2);
        File.WriteAllText(export.File("phases.csv"), "series,phase\n*,arterial\n");

        Assert.Equal("arterial", Assert.Single(Scan(export, new CohortScanOptions { PhaseFile = export.File("phases.csv") }).Patients[0].Files).Name);
    }

    [Fact]
    public void Validate_RequiredPhaseThatIsNone_NamesIt() => Assert.Contains(
        "'portal'", Assert.Throws<ArgumentException>(() => new CohortScanOptions { RequiredPhases = ["arterial", "portal"] }.Validate()).Message, StringComparison.Ordinal);

    [Fact]
    public void Scan_TwoStudies_TakesTheLastBeforeSurgery()
    {
        using var export = new SyntheticExport();
        export.Series("a", "P1", "arterial", 1, "20240101", study: "1.2.1");
        export.Series("a", "P1", "arterial", 2, "20240220", study: "1.2.2");
        export.Series("a", "P1", "arterial", 3, "20240401", study: "1.2.3");
        File.WriteAllText(export.File("clinical.csv"), "patient_id,surgery_date\nP1,2024-03-01\n");

        var scan = Scan(export, new CohortScanOptions { ClinicalCsv = export.File("clinical.csv"), RequiredPhases = ["arterial"] });

        Assert.Equal(10, scan.Patients[0].MriIntervalDays);
        Assert.StartsWith("s2_", Path.GetFileName(scan.Patients[0].Files[0].Sources[0]), StringComparison.Ordinal);
        Assert.Contains(scan.Issues, issue => issue.Kind == ScanIssueKind.SeveralCandidates && issue.Message.StartsWith("3 studies", StringComparison.Ordinal));
    }

    [Fact]
    public void Scan_ByFolder_KeepsPatientsOfOneIdentifierApart()
    {
        using var export = new SyntheticExport();
        export.Series("first", "ANON", "arterial", 1);
        export.Series("second", "ANON", "arterial", 1);

        Assert.Equal(["first", "second"], Scan(export, new CohortScanOptions { PatientBy = PatientIdentity.Folder }).Patients.Select(p => p.Id));
        Assert.Equal(["ANON"], Scan(export).Patients.Select(p => p.Id));
    }

    [Fact]
    public void Scan_Cancelled_Stops()
    {
        using var export = new SyntheticExport();
        export.Series("a", "P1", "arterial", 1);
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => CohortScanner.Scan(export.Root, cancellationToken: stopped.Token));
    }

    [Fact]
    public void PseudonymOf_Rfc4231Case_IsItsDigest()
    {
        // RFC 4231 test case 1: key 20 bytes 0x0b, data "Hi There".
        Assert.Equal("Pb0344c61d8db3853", PatientPseudonym.Of(new string('\u000b', 20), "Hi There"));
        Assert.Throws<ArgumentException>(() => PatientPseudonym.Of("short", "P1"));
    }

    [Fact]
    public void Scan_SeriesListGivenAsPhaseFile_GivesTheSameManifest()
    {
        using var export = new SyntheticExport();
        export.Series("a", "P1", "pre", 1);
        export.Series("a", "P1", "early arterial", 2);
        export.Series("a", "P1", "T2 HASTE", 3);
        Touch(export, "P1_portal.nii.gz");
        var first = Scan(export, new CohortScanOptions { PseudonymKey = SyntheticExport.Key }).Write(export.Output, cancellationToken: TestContext.Current.CancellationToken);

        var again = Scan(export, new CohortScanOptions { PseudonymKey = SyntheticExport.Key, PhaseFile = Path.Combine(export.Output, "series.csv") });

        // The only arterial volume is an early one: it is taken, and the report asks to confirm it.
        Assert.Equal(["pre", "arterial", "portal_venous", "t2"], first.Patients[0].Files.Select(file => file.Name));
        Assert.Contains("early arterial", Assert.Single(first.Issues, issue => issue.Kind == ScanIssueKind.UncertainPhase).Message, StringComparison.Ordinal);
        Assert.Equal(first.Patients[0].Files.Select(file => (file.Name, file.Sources[0])), again.Patients[0].Files.Select(file => (file.Name, file.Sources[0])));
        Assert.All(again.Patients[0].Series, series => Assert.Equal(1, series.Confidence));
    }

    [Fact]
    public void Redact_NamesAndDates_AreTakenOutAsWords()
    {
        var redactor = new Redactor([(IdentityKind.Name, "Li^Wei"), (IdentityKind.Date, "20240305"), (IdentityKind.Identifier, "K1"), (IdentityKind.Identifier, "P77")], new HashSet<string> { "P77" });

        Assert.Equal("[removed]/[removed] of P77 on [removed], liver weight", redactor.Redact("li/WEI of P77 on 2024-03-05, liver weight"));
        const string Plain = "nothing here K1";
        Assert.Same(Plain, redactor.Redact(Plain));
    }

    private static CohortScan Scan(SyntheticExport export, CohortScanOptions? options = null) =>
        CohortScanner.Scan(export.Root, options, cancellationToken: TestContext.Current.CancellationToken);

    private static void Mask(SyntheticExport export, string name)
    {
        Touch(export, name);
        NiftiFile.WriteMask(Path.Combine(export.Root, name), new Mask(VolumeGeometry.AxisAligned(5, 4, 4, new Vector3D(2, 2, 3)), new bool[80]));
    }

    private static void Touch(SyntheticExport export, string name)
    {
        var path = Path.Combine(export.Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, []);
    }
}
