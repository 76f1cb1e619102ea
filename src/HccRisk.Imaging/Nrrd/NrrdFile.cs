using HccRisk.Core.Naming;

namespace HccRisk.Imaging.Nrrd;

/// <summary>Reads NRRD images (<c>.nrrd</c>, <c>.nhdr</c>) and the segmentations of 3D Slicer (<c>.seg.nrrd</c>).</summary>
/// <remarks>
/// <para>Data attached to the header or in files of their own (one, a list, or a numbered pattern), encodings <c>raw</c>, <c>gzip</c>
/// and <c>ascii</c>, <c>line skip</c> and <c>byte skip</c>, every scalar type. One volume a file: voxels of several numbers (colours,
/// vectors) are refused. Only masks may hold several volumes: the layers of a segmentation, or vectors, one channel of which is read.</para>
/// <para>Directions and origin are turned from the file's space (LPS, LAS or RAS; a file without an anatomical space is taken as RAS)
/// into our world frame, +x right, +y anterior, +z superior. Directions that are not at right angles are refused. The format is described at teem.sourceforge.net/nrrd/format.html.</para>
/// </remarks>
public static class NrrdFile
{
    private delegate T VoxelSink<T>(Stream stream, VoxelEncoding encoding, NrrdHeader header);

    /// <summary>Reads an image.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The voxels as single precision, and where they are.</returns>
    /// <exception cref="NrrdFormatException">The file is not a readable NRRD image; the message names the field and its value.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Volume<float> ReadVolume(string path) => Read(path, false, (stream, encoding, header) => header.Layers == 1
        ? VoxelReader.ReadVolume(stream, encoding, header.Geometry, header.Encoding.ScaledType)
        : throw new NrrdFormatException(path, "sizes", $"{header.Layers} volumes", "one volume a file is read"));

    /// <summary>The files that hold the voxels of a detached header, as full paths; none when they follow the header.</summary>
    /// <param name="path">The header.</param>
    /// <exception cref="NrrdFormatException">The header cannot be read.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static IReadOnlyList<string> DataFiles(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return NrrdHeader.Read(stream, path).Data.Files;
    }

    /// <summary>Reads a mask.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">
    /// The value of the voxels that are inside; null: every voxel that is not zero, and an image, with more than 64 values or fractions, is refused. In a segmentation of several layers, whose values
    /// repeat, a value that more than one segment has is refused.
    /// </param>
    /// <param name="channel">Which layer of several, or number of vectors, counts, from 0; a file of one volume is read whatever it is. Null (default): the layer of the label, or any.</param>
    /// <returns>The mask; it may be empty.</returns>
    /// <exception cref="NrrdFormatException">The file is not a readable NRRD image, or has no such channel; the message names the field and its value.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Mask ReadMask(string path, int? label = null, int? channel = null) => Read(path, channel is not null, (stream, encoding, header) =>
    {
        if (header.Layers == 1)
        {
            return VoxelReader.ReadMask(stream, encoding, header.Geometry, label);
        }

        if (channel is { } layer)
        {
            return layer >= 0 && layer < header.Layers
                ? VoxelReader.ReadMask(stream, encoding, header.Geometry, label, header.Layers, layer)
                : throw new NrrdFormatException(path, "channel", channel, $"the mask has {header.Layers}, numbered from 0");
        }

        NrrdSegment[] wanted = [.. header.Segments.Where(segment => label is null || segment.Value == label)];
        return label is null || wanted.Length == 1
            ? VoxelReader.ReadMask(stream, encoding, header.Geometry, label, header.Layers, label is null ? null : wanted[0].Layer)
            : throw new NrrdFormatException(path, "label", label, $"{wanted.Length} segments have that value ({Names(wanted)}); choose one by name");
    });

    /// <summary>Reads one segment of a 3D Slicer segmentation as a mask.</summary>
    /// <param name="path">The file.</param>
    /// <param name="segment">Name or identifier of the segment; case is told apart.</param>
    /// <returns>The mask; it may be empty.</returns>
    /// <exception cref="NrrdFormatException">The file is not a readable NRRD image, or has no such segment, or several of that name; the message lists those it has.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Mask ReadSegment(string path, string segment)
    {
        ArgumentException.ThrowIfNullOrEmpty(segment);
        return Read(path, false, (stream, encoding, header) =>
        {
            NrrdSegment[] found = [.. header.Segments.Where(s => s.Id == segment)];
            found = found.Length > 0 ? found : [.. header.Segments.Where(s => s.Name == segment)];
            return found.Length switch
            {
                1 => VoxelReader.ReadMask(stream, encoding, header.Geometry, found[0].Value, header.Layers, found[0].Layer),
                0 => throw new NrrdFormatException(path, "segment", $"'{segment}'", $"no segment has that name{NearestNames.Hint(segment, header.Segments.Select(s => s.Name))}"),
                _ => throw new NrrdFormatException(path, "segment", $"'{segment}'", $"{found.Length} segments have that name ({string.Join(", ", found.Select(s => s.Id))}); choose one by its identifier"),
            };
        });
    }

    /// <summary>The segments a 3D Slicer segmentation names; the voxels are not read.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The segments in the file's order; none when it is an image or a plain label map.</returns>
    /// <exception cref="NrrdFormatException">The header is not a readable one; the message names the field and its value.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static IReadOnlyList<NrrdSegment> ReadSegments(string path)
    {
        using var file = Open(path);
        return NrrdHeader.Read(file, path).Segments;
    }

    private static T Read<T>(string path, bool takesVectors, VoxelSink<T> voxels)
    {
        using var file = Open(path);
        try
        {
            var header = NrrdHeader.Read(file, path, takesVectors);
            var count = header.Geometry.VoxelCount * header.Layers;
            using var stored = new NrrdDataStream(header.Data, file, path, header.Data.Text ? count : count * header.Encoding.Size);
            if (header.Data.Text)
            {
                using var numbers = NrrdText.Read(stored, count);
                return voxels(numbers, new VoxelEncoding(VoxelType.Float64, !BitConverter.IsLittleEndian), header);
            }

            var result = voxels(stored, header.Encoding, header);
            stored.Finish();
            return result;
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new NrrdFormatException(path, "data", null, e.Message, e);
        }
    }

    private static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
    }

    private static string Names(IEnumerable<NrrdSegment> segments) => string.Join(", ", segments.Select(s => $"'{s.Name}'"));
}
