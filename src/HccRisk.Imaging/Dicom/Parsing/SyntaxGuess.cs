using System.Buffers.Binary;

namespace HccRisk.Imaging.Dicom.Parsing;

/// <summary>Tells by the first element how a data set is encoded; files do not always keep what their header promises.</summary>
internal static class SyntaxGuess
{
    /// <summary>What of the data set is looked at.</summary>
    internal const int Bytes = 8;

    /// <summary>The syntax that fits the first bytes; null when nothing is declared and they begin no data set.</summary>
    internal static TransferSyntax? Correct(TransferSyntax? declared, ReadOnlySpan<byte> first)
    {
        if (first.Length < Bytes)
        {
            return declared;
        }

        var explicitVr = VrRules.IsKnown((DicomVr)BinaryPrimitives.ReadUInt16BigEndian(first[4..]));
        var little = BinaryPrimitives.ReadUInt16LittleEndian(first);
        var big = BinaryPrimitives.ReadUInt16BigEndian(first);
        // Data sets begin with a low group, so the right byte order is the one that makes it low.
        var bigEndian = big < little;
        if (declared is null)
        {
            return Math.Min(little, big) is not (0x0002 or 0x0004 or 0x0008) ? null
                : explicitVr ? bigEndian ? TransferSyntax.ExplicitVrBigEndian : TransferSyntax.ExplicitVrLittleEndian
                : bigEndian || BinaryPrimitives.ReadUInt32LittleEndian(first[4..]) > 0xFFFF ? null : TransferSyntax.ImplicitVrLittleEndian;
        }

        // Two capitals that are no known representation speak against a file that should have none, not for one.
        var isImplicit = declared.IsImplicitVr ? !explicitVr : !VrRules.LooksLikeVr(first[4], first[5]);
        return isImplicit != declared.IsImplicitVr || bigEndian != declared.IsBigEndian
            ? declared with { IsImplicitVr = isImplicit, IsBigEndian = bigEndian && !isImplicit }
            : declared;
    }
}
