namespace HccRisk.Imaging.Dicom.Identity;

/// <summary>What the files before this one said. Files of a series mostly repeat it, byte for byte, and need not be read as text again.</summary>
public sealed class SeenValues
{
    private readonly Dictionary<uint, byte[]> _last = [];

    /// <summary>Whether an element has another value than the last time; an absent element has an empty one.</summary>
    public bool Changed(DicomDataset dataset, DicomTag tag)
    {
        var value = dataset.GetBytes(tag).Span;
        if (_last.TryGetValue(tag.Number, out var last) && value.SequenceEqual(last))
        {
            return false;
        }

        _last[tag.Number] = value.ToArray();
        return true;
    }

    /// <summary>Notes an element whose value does not matter.</summary>
    public void Note(DicomTag tag) => _last[tag.Number] = [];

    /// <summary>Whether it was noted.</summary>
    public bool Knows(DicomTag tag) => _last.ContainsKey(tag.Number);
}
