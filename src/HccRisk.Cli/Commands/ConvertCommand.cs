using System.CommandLine;
using HccRisk.Cli.Output;
using HccRisk.Imaging;
using HccRisk.Imaging.Dicom.Pixels;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Nifti;
using HccRisk.Imaging.QuickLooks;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk convert</c>: an image of any format as NIfTI, its mask too, and a picture of both.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var image = new Option<string>("--image", "-i") { Description = "Image: DICOM folder or file, selection file, NIfTI or NRRD.", Required = true };
        var series = new Option<string?>("--series") { Description = "Which series of a DICOM folder: SeriesInstanceUID, number or description." };
        var volume = new Option<int?>("--volume") { Description = "Which volume of a series of several, from 1 in the order of time." };
        var output = new Option<string?>("--out", "-o") { Description = "NIfTI file of the image (.nii or .nii.gz)." };
        var mask = new Option<string?>("--mask") { Description = "Mask: DICOM SEG or RTSTRUCT, NIfTI or NRRD." };
        var label = new Option<string?>("--label") { Description = "Which voxels: a value, or number or name of a segment or region. Default: all that are not zero, or the only one." };
        var maskOut = new Option<string?>("--mask-out") { Description = "NIfTI file of the mask, on the image's grid." };
        var montage = new Option<string?>("--montage") { Description = "PNG of slices with the outline of the mask." };
        var resample = new Option<bool>(CommandWords.ResampleMask) { Description = "Bring a mask of other voxels than the image's onto its grid, by the nearest. Default: it is refused." };
        var command = new Command("convert", "Write an image, DICOM or other, and its mask as NIfTI; draw both as a montage.") { image, series, volume, output, mask, label, maskOut, montage, resample };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                var (niftiOut, maskFile, maskTo, picture) = (parsed.GetValue(output), parsed.GetValue(mask), parsed.GetValue(maskOut), parsed.GetValue(montage));
                if (niftiOut is null && maskTo is null && picture is null)
                {
                    throw new StudyProtocolException("Nothing to write: give --out, --mask-out or --montage.");
                }

                if (maskFile is null && (maskTo is not null || parsed.GetValue(label) is not null || parsed.GetValue(resample)))
                {
                    throw new StudyProtocolException("--mask-out, --label and --resample-mask go with --mask.");
                }

                new OutputFiles()
                    .Reads(image.Name, parsed.GetValue(image))
                    .Reads(mask.Name, maskFile)
                    .Writes(output.Name, niftiOut)
                    .Writes(maskOut.Name, maskTo)
                    .Writes(montage.Name, picture);
                var selection = parsed.GetValue(series) is { } wanted || parsed.GetValue(volume) is not null
                    ? new ImageSelection { Series = parsed.GetValue(series), Volume = parsed.GetValue(volume) } : null;
                var opened = ImageFile.Open(parsed.GetValue(image)!, selection, cancellationToken: cancellationToken);
                var error = parsed.InvocationConfiguration.Error;
                foreach (var finding in opened.Findings)
                {
                    error.WriteLine($"image: {finding.Kind}: {finding.Message}");
                }

                if (opened.Scaling is { } scaling and not PixelScaling.Rescale)
                {
                    error.WriteLine($"image: pixel values: {scaling}");
                }

                Mask? placed = null;
                if (maskFile is not null)
                {
                    var read = LesionFiles.Read(maskFile, parsed.GetValue(label), opened.Target, parsed.GetValue(resample));
                    LesionFiles.RequireVoxels(read, maskFile);
                    placed = read.Mask;
                    foreach (var finding in read.Findings)
                    {
                        error.WriteLine($"mask: {finding.Kind}: {finding.Message}");
                    }
                }

                if (niftiOut is not null)
                {
                    NiftiFile.Write(niftiOut, opened.Volume);
                }

                if (maskTo is not null)
                {
                    NiftiFile.WriteMask(maskTo, placed!);
                }

                if (picture is not null)
                {
                    QuickLook.WritePng(picture, opened.Volume, placed, cancellationToken: cancellationToken);
                }

                var g = opened.Volume.Geometry;
                parsed.InvocationConfiguration.Output.WriteLine(FormattableString.Invariant(
                    $"{g.Width} x {g.Height} x {g.Depth} voxels of {g.Spacing.X:0.####} x {g.Spacing.Y:0.####} x {g.Spacing.Z:0.####} mm{(placed is null ? "" : FormattableString.Invariant($"; mask of {placed.Count} voxels"))}"));
                return 0;
            },
            cancellationToken));
        return command;
    }
}
