using System.Buffers.Binary;

namespace HccRisk.Imaging.Dicom.Parsing;

/// <summary>Reads the elements of one file, sequences and all, checking every length against what holds it before it is used.</summary>
internal sealed class DatasetParser(ParserInput input, ValueStore store, DicomReadOptions options, TransferSyntax syntax)
{
    /// <summary>Longer values stay in the file until they are asked for.</summary>
    private const int LazyBytes = 64 << 10;
    private static readonly DicomTag Item = new(0xFFFE, 0xE000);
    private static readonly DicomTag ItemEnd = new(0xFFFE, 0xE00D);
    private static readonly DicomTag SequenceEnd = new(0xFFFE, 0xE0DD);

    // The elements of the data sets being read, the outer ones below the inner ones.
    private readonly List<DicomElement> _pending = [];
    private bool _implicit = syntax.IsImplicitVr;
    private bool _bigEndian = syntax.IsBigEndian;
    private bool _signedPixels;
    private int _count;

    private enum Scope
    {
        Meta,
        File,
        Item,
        DelimitedItem,
    }

    internal void ParseMeta(DicomDataset dataset) => Parse(dataset, Scope.Meta);

    internal void ParseFile(DicomDataset dataset) => Parse(dataset, Scope.File);

    private void Parse(DicomDataset dataset, Scope scope)
    {
        ParseElements(dataset, scope, long.MaxValue, 0);
        store.Values = input.KeptValues();
    }

    private void ParseElements(DicomDataset dataset, Scope scope, long limit, int depth)
    {
        var first = _pending.Count;
        while (input.Position < limit && !AtEnd(scope, first))
        {
            var header = ReadHeader(limit);
            if (header.Tag == ItemEnd && scope == Scope.DelimitedItem)
            {
                scope = Scope.Item;
                break;
            }

            if (header.Tag.Group == 0xFFFE)
            {
                throw Fault(header, "a delimiter where an element was expected");
            }

            if (scope == Scope.File && options.StopAt is { } stop && header.Tag >= stop)
            {
                break;
            }

            ParseValue(dataset, header, limit, depth);
        }

        if (scope == Scope.DelimitedItem)
        {
            throw Fault(ItemEnd, input.Position, "the item is not closed before what holds it ends");
        }

        dataset.SetElements(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pending)[first..]);
        _pending.RemoveRange(first, _pending.Count - first);
    }

    private bool AtEnd(Scope scope, int first)
    {
        if (scope > Scope.File)
        {
            return false;
        }

        var next = input.Peek(8);
        if (scope == Scope.Meta)
        {
            return next.Length < 8 || BinaryPrimitives.ReadUInt16LittleEndian(next) != 0x0002;
        }

        // Some writers pad the file with zeros.
        return next.IsEmpty || ((_pending.Count > first || next.Length < 8) && next[..Math.Min(4, next.Length)].IndexOfAnyExcept((byte)0) < 0);
    }

    private ElementHeader ReadHeader(long limit, bool readAhead = true)
    {
        var start = input.Position;
        var bytes = Next(8, limit, null, readAhead);
        var tag = new DicomTag(ReadUInt16(bytes), ReadUInt16(bytes[2..]));
        if (++_count > options.MaxElements)
        {
            throw Fault(tag, start, $"more than the {options.MaxElements} elements and items allowed");
        }

        // An element without representation in an explicit data set is a known fault of some writers.
        if (_implicit || tag.Group == 0xFFFE || !VrRules.LooksLikeVr(bytes[4], bytes[5]))
        {
            input.Position += 8;
            return new ElementHeader(tag, DicomDictionary.VrOf(tag, _signedPixels), ReadUInt32(bytes[4..]), start);
        }

        var vr = (DicomVr)BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        uint length = ReadUInt16(bytes[6..]);
        if (VrRules.HasLongLength(vr))
        {
            length = ReadUInt32(Next(12, limit, tag, readAhead)[8..]);
            input.Position += 4;
        }

        input.Position += 8;
        return new ElementHeader(tag, VrRules.IsKnown(vr) ? vr : DicomVr.UN, length, start);
    }

    private void ParseValue(DicomDataset dataset, ElementHeader header, long limit, int depth)
    {
        var stored = header.Vr;
        var vr = stored == DicomVr.UN ? DicomDictionary.VrOf(header.Tag, _signedPixels) : stored;
        var offset = input.Position;
        long length = header.Length;
        var start = -1;
        object? content = null;
        var isPixelData = header.Tag.Group == 0x7FE0 && header.Tag.Element is 0x0008 or 0x0009 or 0x0010;
        if (!header.IsUndefined)
        {
            CheckLength(header, limit);
            vr = stored == DicomVr.UN && IsPrivateSequence(header) ? DicomVr.SQ : vr;
        }

        if (header.IsUndefined && (isPixelData || vr is DicomVr.OB or DicomVr.OW))
        {
            content = ParseFragments(header, limit);
            length = input.Position - offset;
        }
        else if (vr == DicomVr.SQ || header.IsUndefined)
        {
            content = ParseSequence(dataset, header, stored == DicomVr.UN, limit, depth + 1);
            vr = DicomVr.SQ;
            length = input.Position - offset;
        }
        else if (header.Tag.Element == 0)
        {
            // Group lengths say nothing a reader needs (PS3.5 7.2).
            input.Position += length;
            return;
        }
        else
        {
            if (!isPixelData && length <= LazyBytes && input.CanKeep(length))
            {
                start = input.Keep(header.Tag, (int)length, _bigEndian && stored != DicomVr.UN ? VrRules.WordSize(vr) : 1);
                NotePixelSign(header.Tag, start, length);
            }

            input.Position += length;
        }

        _pending.Add(new DicomElement(header.Tag, vr, offset, length, start, content));
    }

    // An implicit file does not say which private elements are sequences: the creator of the block does, and the first item.
    private bool IsPrivateSequence(ElementHeader header)
    {
        if (!header.Tag.IsPrivate || header.Tag.Element < 0x1000 || header.Length < 8)
        {
            return false;
        }

        var block = new DicomTag(header.Tag.Group, (ushort)(header.Tag.Element >> 8));
        var creator = _pending.FindLast(element => element.Tag == block);
        var next = input.Peek(4);
        return creator.Tag == block && creator.Start >= 0 && next.Length == 4
            && new DicomTag(ReadUInt16(next), ReadUInt16(next[2..])) == Item && VrRules.IsPrivateSequence(header.Tag, input.KeptText(creator.Start, (int)creator.Length));
    }

    // The sign of the pixels decides between US and SS where the dictionary leaves the choice.
    private void NotePixelSign(DicomTag tag, int start, long length)
    {
        if (tag == DicomTags.PixelRepresentation && length >= 2)
        {
            _signedPixels = input.KeptUInt16(start) == 1;
        }
    }

    private DicomDataset[] ParseSequence(DicomDataset parent, ElementHeader header, bool unknown, long limit, int depth)
    {
        if (depth > options.MaxDepth)
        {
            throw Fault(header, $"more than the {options.MaxDepth} sequences inside one another that are allowed");
        }

        var (wasImplicit, wasBigEndian) = (_implicit, _bigEndian);
        if (unknown)
        {
            // PS3.5 6.2.2: the items of a sequence of unknown representation are implicit VR little endian.
            (_implicit, _bigEndian) = (!ItemsAreExplicit(), false);
        }

        var end = header.IsUndefined ? limit : input.Position + header.Length;
        var closed = !header.IsUndefined;
        List<DicomDataset> items = [];
        while (input.Position < end)
        {
            var item = ReadHeader(end);
            if (item.Tag == SequenceEnd && header.IsUndefined)
            {
                closed = true;
                break;
            }

            if (item.Tag != Item)
            {
                throw Fault(header.Tag, item.Start, $"{item.Tag} where an item was expected");
            }

            if (!item.IsUndefined)
            {
                CheckLength(item, end);
            }

            var dataset = new DicomDataset(store, parent);
            var scope = item.IsUndefined ? Scope.DelimitedItem : Scope.Item;
            ParseElements(dataset, scope, item.IsUndefined ? end : input.Position + item.Length, depth);
            items.Add(dataset);
        }

        (_implicit, _bigEndian) = (wasImplicit, wasBigEndian);
        return closed ? [.. items] : throw Fault(header, "the sequence is not closed before what holds it ends");
    }

    // Some writers keep the representations inside a sequence they call unknown.
    private bool ItemsAreExplicit()
    {
        var next = input.Peek(16);
        return next.Length == 16 && VrRules.IsKnown((DicomVr)BinaryPrimitives.ReadUInt16BigEndian(next[12..]));
    }

    private Fragment[] ParseFragments(ElementHeader header, long limit)
    {
        List<Fragment> fragments = [];
        while (true)
        {
            // The headers lie far apart: reading ahead would read the pixel data.
            var item = ReadHeader(limit, readAhead: false);
            if (item.Tag == SequenceEnd)
            {
                return [.. fragments];
            }

            if (item.Tag != Item || item.IsUndefined)
            {
                throw Fault(header.Tag, item.Start, $"{item.Tag} where a fragment with a length was expected");
            }

            CheckLength(item, limit);
            fragments.Add(new Fragment(input.Position, item.Length));
            input.Position += item.Length;
        }
    }

    private void CheckLength(ElementHeader header, long limit)
    {
        var end = input.Position + header.Length;
        if (end > limit)
        {
            throw Fault(header, $"the value has {header.Length} bytes, but what holds it ends after {limit - input.Position}");
        }

        if (!input.Source.Holds(end))
        {
            throw Fault(header, $"the value has {header.Length} bytes, but the file ends before");
        }
    }

    private ReadOnlySpan<byte> Next(int count, long limit, DicomTag? tag, bool readAhead)
    {
        var bytes = input.Peek(count, readAhead);
        return bytes.Length == count && input.Position + count <= limit
            ? bytes
            : throw new DicomFormatException(
                input.Source.Name, tag, input.Position, bytes.Length < count ? "the file ends inside an element" : "an element runs past the end of its item");
    }

    private ushort ReadUInt16(ReadOnlySpan<byte> bytes) =>
        _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint ReadUInt32(ReadOnlySpan<byte> bytes) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private DicomFormatException Fault(ElementHeader header, string reason) => Fault(header.Tag, header.Start, reason);

    private DicomFormatException Fault(DicomTag tag, long offset, string reason) => new(input.Source.Name, tag, offset, reason);
}
