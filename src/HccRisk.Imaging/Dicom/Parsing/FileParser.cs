namespace HccRisk.Imaging.Dicom.Parsing;

/// <summary>The parts of a file: preamble, meta header, data set.</summary>
internal static class FileParser
{
    private const int PreambleBytes = 128;

    internal static DicomFile Parse(ByteSource source, DicomReadOptions options)
    {
        var (meta, transferSyntax, start) = ParseMeta(source, options);
        if (transferSyntax?.IsDeflated == true)
        {
            source = new InflatingSource(source, start, options);
            start = 0;
        }

        using var input = new ParserInput(source) { Position = start };
        var syntax = SyntaxGuess.Correct(transferSyntax, input.Peek(SyntaxGuess.Bytes))
            ?? throw new DicomFormatException(source.Name, null, start, "not a DICOM file: no meta header, and what is here is not the first element of a data set");
        var store = new ValueStore(source) { BigEndian = syntax.IsBigEndian };
        var dataset = new DicomDataset(store, parent: null);
        new DatasetParser(input, store, options, syntax).ParseFile(dataset);
        return new DicomFile(source.Name, meta, dataset, syntax);
    }

    private static (DicomDataset Meta, TransferSyntax? Syntax, long End) ParseMeta(ByteSource source, DicomReadOptions options)
    {
        using var input = new ParserInput(source);
        var head = input.Peek(PreambleBytes + 4);
        input.Position =
            head.Length == PreambleBytes + 4 && head[PreambleBytes..].SequenceEqual("DICM"u8) ? PreambleBytes + 4 :
            head.StartsWith("DICM"u8) ? 4 : 0;

        var store = new ValueStore(source);
        var meta = new DicomDataset(store, parent: null);
        new DatasetParser(input, store, options with { StopAt = null }, TransferSyntax.ExplicitVrLittleEndian).ParseMeta(meta);
        var syntax = meta.FindString(DicomTags.TransferSyntaxUid) is { } uid ? TransferSyntax.FromUid(uid)
            : input.Position > 0 ? TransferSyntax.ImplicitVrLittleEndian : null;
        return (meta, syntax, input.Position);
    }
}
