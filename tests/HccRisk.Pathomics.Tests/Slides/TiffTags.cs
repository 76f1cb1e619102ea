namespace HccRisk.Pathomics.Tests.Slides;

/// <summary>Tags of little-endian classic TIFFs, changed in place.</summary>
internal static class TiffTags
{
    /// <summary>Overwrites the value of one short tag in the first directory.</summary>
    public static void Patch(string path, ushort tag, ushort value)
    {
        var bytes = File.ReadAllBytes(path);
        var directory = (int)BitConverter.ToUInt32(bytes, 4);
        for (var i = 0; i < BitConverter.ToUInt16(bytes, directory); i++)
        {
            var entry = directory + 2 + (i * 12);
            if (BitConverter.ToUInt16(bytes, entry) == tag)
            {
                BitConverter.TryWriteBytes(bytes.AsSpan(entry + 8), value);
            }
        }

        File.WriteAllBytes(path, bytes);
    }
}
