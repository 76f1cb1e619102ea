using System.Buffers.Binary;
using HccRisk.Imaging.Dicom.Parsing;

namespace HccRisk.Imaging.Dicom.Pixels;

/// <summary>Which fragments make which frame (PS3.5 A.4).</summary>
internal static class FrameFragments
{
    /// <summary>The fragments of each frame; the first item, the basic offset table, is none.</summary>
    internal static Fragment[][] Group(DicomFile file, in DicomElement element, Fragment[] items, int frames)
    {
        if (items.Length < 2)
        {
            throw file.Dataset.Fault(element, "there is no fragment");
        }

        var fragments = items[1..];
        if (frames == 1)
        {
            return [fragments];
        }

        if (fragments.Length == frames)
        {
            return Array.ConvertAll(fragments, fragment => new[] { fragment });
        }

        if (fragments.Length < frames)
        {
            throw file.Dataset.Fault(element, $"{fragments.Length} fragments cannot hold {frames} frames");
        }

        var starts = Offsets(file, element, items[0], frames) is { } offsets
            ? ByOffset(file, element, fragments, offsets)
            : ByContent(file, element, fragments);
        if (starts.Count != frames)
        {
            throw file.Dataset.Fault(element, $"{fragments.Length} fragments without an offset table cannot be divided among {frames} frames");
        }

        return [.. starts.Select((start, i) => fragments[start..(i + 1 < starts.Count ? starts[i + 1] : fragments.Length)])];
    }

    // The extended table comes first: the basic one cannot reach beyond 4 GiB.
    private static ulong[]? Offsets(DicomFile file, in DicomElement element, Fragment table, int frames)
    {
        var extended = file.Dataset.GetBytes(DicomTags.ExtendedOffsetTable);
        var width = extended.IsEmpty ? 4 : 8;
        if (extended.IsEmpty && table.Length == 0)
        {
            return null;
        }

        if ((extended.IsEmpty ? table.Length : (uint)extended.Length) != (long)frames * width)
        {
            throw file.Dataset.Fault(element, $"the offset table has not {frames} entries of {width} bytes, one a frame");
        }

        var bytes = extended.ToArray();
        if (extended.IsEmpty)
        {
            bytes = new byte[table.Length];
            file.Dataset.Store.Source.ReadExactly(element.Tag, table.Offset, bytes);
        }

        var offsets = new ulong[frames];
        for (var i = 0; i < frames; i++)
        {
            var entry = bytes.AsSpan(i * width, width);
            offsets[i] = width == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(entry) : BinaryPrimitives.ReadUInt32LittleEndian(entry);
        }

        return offsets;
    }

    // Offsets count from the item after the table to the item of the frame's first fragment.
    private static List<int> ByOffset(DicomFile file, in DicomElement element, Fragment[] fragments, ulong[] offsets)
    {
        List<int> starts = new(offsets.Length);
        var i = 0;
        foreach (var offset in offsets)
        {
            while (i < fragments.Length && (ulong)(fragments[i].Offset - fragments[0].Offset) < offset)
            {
                i++;
            }

            if (i == fragments.Length || (ulong)(fragments[i].Offset - fragments[0].Offset) != offset || (starts.Count == 0) != (i == 0))
            {
                throw file.Dataset.Fault(element, $"the offset table points to byte {offset}, where no further fragment begins");
            }

            starts.Add(i++);
        }

        return starts;
    }

    // JPEG and JPEG-LS frames begin with FFD8, JPEG 2000 frames with FF4F.
    private static List<int> ByContent(DicomFile file, in DicomElement element, Fragment[] fragments)
    {
        List<int> starts = [];
        Span<byte> head = stackalloc byte[2];
        for (var i = 0; i < fragments.Length; i++)
        {
            if (fragments[i].Length >= 2)
            {
                file.Dataset.Store.Source.ReadExactly(element.Tag, fragments[i].Offset, head);
                if (head[0] == 0xFF && head[1] is 0xD8 or 0x4F)
                {
                    starts.Add(i);
                }
            }
        }

        return starts is [0, ..] ? starts : [];
    }
}
