using System.ComponentModel;
using System.Diagnostics;
using HccRisk.Core.Errors;
using HccRisk.Core.IO;

namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>Decodes one frame by a converter on PATH: GDCM's <c>gdcmconv</c>, else a dcmtk decoder.</summary>
internal static class ExternalCodec
{
    internal static TimeSpan DefaultTimeout { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Decodes the frame to little-endian samples, colours by pixel.</summary>
    /// <param name="frame">The frame as the file has it.</param>
    /// <param name="syntax">Its transfer syntax.</param>
    /// <param name="shape">What the file says of its frames.</param>
    /// <param name="bitsStored">Bits used of each sample.</param>
    /// <param name="signed">Samples are two's complement.</param>
    /// <param name="photometric">Photometric interpretation.</param>
    /// <param name="destination">Exactly <see cref="FrameShape.ByteCount"/> bytes.</param>
    /// <param name="timeout">How long a converter may run.</param>
    /// <param name="searchPath">Folders to look for converters in; null: the variable PATH.</param>
    /// <param name="cancellationToken">Stops the converter.</param>
    /// <exception cref="InvalidDataException">No converter is there, or none could decode; the message names the syntax and what to do.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    internal static void Decode(
        ReadOnlySpan<byte> frame,
        TransferSyntax syntax,
        FrameShape shape,
        int bitsStored,
        bool signed,
        string photometric,
        Span<byte> destination,
        TimeSpan timeout,
        string? searchPath = null,
        CancellationToken cancellationToken = default)
    {
        shape.EnsureFits(destination);
        cancellationToken.ThrowIfCancellationRequested();
        var (decoder, package) = Decoder(syntax);
        var tools = new List<(string Path, string[] Options)>();
        if (Find("gdcmconv", searchPath) is { } gdcm)
        {
            tools.Add((gdcm, ["--raw"]));
        }

        if (decoder is not null && Find(decoder, searchPath) is { } dcmtk)
        {
            tools.Add((dcmtk, []));
        }

        if (tools.Count == 0)
        {
            var remedy = $"install gdcmconv (Debian package libgdcm-tools){package}, or export the images uncompressed";
            throw new InvalidDataException(
                $"transfer syntax {syntax.Name} ({syntax.Uid}) is decoded by an installed converter, and there is none on PATH: {remedy}",
                new MissingSoftwareException($"no converter is on PATH: {remedy}"));
        }

        var folder = Directory.CreateTempSubdirectory("hccrisk-frame-");
        try
        {
            var (source, target) = (Path.Combine(folder.FullName, "in.dcm"), Path.Combine(folder.FullName, "out.dcm"));
            File.WriteAllBytes(source, SingleFrameFile.Write(frame, encapsulated: true, syntax.Uid, shape, bitsStored, signed, photometric));
            var faults = new List<string>();
            Exception? passing = null;
            foreach (var (path, options) in tools)
            {
                var fault = Run(path, [.. options, source, target], timeout, ref passing, cancellationToken);
                if (fault is null && File.Exists(target))
                {
                    var pixels = SingleFrameFile.Pixels(File.ReadAllBytes(target), shape);
                    if (!pixels.IsEmpty)
                    {
                        pixels.CopyTo(destination);
                        return;
                    }

                    fault = $"gave no frame of {shape.ByteCount} bytes";
                }

                faults.Add($"{Path.GetFileName(path)} {fault ?? "wrote nothing"}");
            }

            throw new InvalidDataException($"a frame in transfer syntax {syntax.Name} ({syntax.Uid}) cannot be decoded: {string.Join("; ", faults)}", passing);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The full path of a program in the folders of PATH that are full paths; null when it is in none.</summary>
    internal static string? Find(string tool, string? searchPath = null) =>
        SearchPath.Find(searchPath ?? Environment.GetEnvironmentVariable("PATH"), OperatingSystem.IsWindows() ? tool + ".exe" : tool);

    private static (string? Tool, string Package) Decoder(TransferSyntax syntax) => syntax.Uid switch
    {
        "1.2.840.10008.1.2.4.80" or "1.2.840.10008.1.2.4.81" => ("dcmdjpls", " or dcmdjpls (Debian package dcmtk)"),
        "1.2.840.10008.1.2.4.53" or "1.2.840.10008.1.2.4.55" => ("dcmdjpeg", " or dcmdjpeg (Debian package dcmtk)"),
        _ => (null, ""),
    };

    /// <summary>Null when the program ends well, else what went wrong; a fault of the machine rather than of the frame is given besides.</summary>
    private static string? Run(string path, string[] arguments, TimeSpan timeout, ref Exception? passing, CancellationToken cancellationToken)
    {
        Process? process;
        try
        {
            process = Process.Start(new ProcessStartInfo(path, arguments)
            {
                UseShellExecute = false,
                CreateNoWindow = true,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        }
        catch (Win32Exception e)
        {
            passing = e;
            return $"cannot be started: {e.Message}";
        }

        using (process)
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            stop.CancelAfter(timeout);
            try
            {
                process!.StandardInput.Close();
                var output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, stop.Token);
                var error = process.StandardError.ReadToEndAsync(stop.Token);
                Task.WhenAll(output, error, process.WaitForExitAsync(stop.Token)).GetAwaiter().GetResult();
                return process.ExitCode == 0 ? null : $"ends with code {process.ExitCode}: {FirstLine(error.Result)}";
            }
            catch (OperationCanceledException)
            {
                process!.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                var late = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"took longer than {timeout.TotalSeconds} s");
                passing = new TimeoutException($"'{path}' {late}");
                return late;
            }
        }
    }

    private static string FirstLine(string text)
    {
        var line = text.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        line = end < 0 ? line : line[..end];
        return line[..Math.Min(line.Length, 200)].ToString();
    }
}
