namespace HccRisk.Imaging.Dicom.Parsing;

/// <summary>What the data sets of one file share: where it is and the values read from it, numbers low byte first.</summary>
internal sealed class ValueStore(ByteSource source)
{
    internal ByteSource Source { get; } = source;

    /// <summary>The values one after another; complete once the file is parsed.</summary>
    internal byte[] Values { get; set; } = [];

    /// <summary>Words of the file have their high byte first.</summary>
    internal bool BigEndian { get; set; }

    internal ReadOnlyMemory<byte> Read(in DicomElement element)
    {
        if (element.Start >= 0)
        {
            return Values.AsMemory(element.Start, (int)element.Length);
        }

        if (element.Length > Array.MaxLength)
        {
            throw Fault(element, $"the value has {element.Length} bytes, more than an array can hold");
        }

        var bytes = new byte[element.Length];
        Source.ReadExactly(element.Tag, element.Offset, bytes);
        if (BigEndian)
        {
            WordOrder.Swap(bytes, VrRules.WordSize(element.Vr));
        }

        return bytes;
    }

    internal DicomFormatException Fault(in DicomElement element, string reason, Exception? inner = null) =>
        new(Source.Name, element.Tag, element.Offset, reason, inner);
}
