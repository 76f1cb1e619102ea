using System.Collections;
using System.Diagnostics.CodeAnalysis;
using HccRisk.Imaging.Dicom.Parsing;

namespace HccRisk.Imaging.Dicom;

/// <summary>The elements of a file or of an item of a sequence, in the order of their tags.</summary>
/// <remarks>
/// <c>Find...</c> gives null for an element that is absent or empty, <c>Get...</c> of one value an error that names it, and
/// <c>Get...</c> of several values none. A value that is not what the name asks for is a <see cref="DicomFormatException"/> either way.
/// An element that occurs twice counts the first time.
/// </remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "A data set is what the standard calls it.")]
public sealed partial class DicomDataset : IReadOnlyCollection<DicomElement>
{
    private readonly ValueStore _store;
    private readonly DicomDataset? _parent;
    private DicomElement[] _elements = [];

    internal DicomDataset(ValueStore store, DicomDataset? parent)
    {
        _store = store;
        _parent = parent;
    }

    /// <summary>How many elements there are, those inside of sequences not counted.</summary>
    public int Count => _elements.Length;

    internal string FilePath => _store.Source.Name;

    internal ValueStore Store => _store;

    /// <summary>True when the element is there, empty or not.</summary>
    /// <param name="tag">The element.</param>
    /// <returns>The answer.</returns>
    public bool Contains(DicomTag tag) => IndexOf(tag) >= 0;

    /// <summary>Finds an element.</summary>
    /// <param name="tag">The element.</param>
    /// <param name="element">The element found.</param>
    /// <returns>True when it is there, empty or not.</returns>
    public bool TryGetElement(DicomTag tag, out DicomElement element)
    {
        var index = IndexOf(tag);
        element = index >= 0 ? _elements[index] : default;
        return index >= 0;
    }

    /// <summary>The items of a sequence.</summary>
    /// <param name="tag">The sequence.</param>
    /// <returns>The items; none when the sequence is absent or empty.</returns>
    /// <exception cref="DicomFormatException">The element is no sequence.</exception>
    public IReadOnlyList<DicomDataset> GetSequence(DicomTag tag) =>
        !TryGetElement(tag, out var element) ? []
        : element.Content as DicomDataset[]
            ?? (element.Length == 0 ? [] : throw Fault(element, $"is {element.Vr}, a sequence was expected"));

    /// <summary>The bytes of a value as stored, but for numbers, which always have their low byte first.</summary>
    /// <param name="tag">The element.</param>
    /// <returns>The bytes with their padding; none when the element is absent.</returns>
    /// <exception cref="DicomFormatException">The element is a sequence or encapsulated, or the file no longer holds it.</exception>
    public ReadOnlyMemory<byte> GetBytes(DicomTag tag) =>
        !TryGetElement(tag, out var element) ? ReadOnlyMemory<byte>.Empty
        : element.Content is null ? _store.Read(element)
        : throw Fault(element, element.Vr == DicomVr.SQ ? "is a sequence, a value was expected" : "is encapsulated, plain bytes were expected");

    /// <inheritdoc/>
    public IEnumerator<DicomElement> GetEnumerator() => ((IEnumerable<DicomElement>)_elements).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void SetElements(ReadOnlySpan<DicomElement> elements)
    {
        _elements = elements.ToArray();
        for (var i = 1; i < _elements.Length; i++)
        {
            if (_elements[i].Tag <= _elements[i - 1].Tag)
            {
                _elements = [.. _elements.DistinctBy(element => element.Tag).OrderBy(element => element.Tag)];
                return;
            }
        }
    }

    internal DicomFormatException Fault(in DicomElement element, string reason, Exception? inner = null) => _store.Fault(element, reason, inner);

    internal DicomFormatException Missing(DicomTag tag) => new(FilePath, tag, null, Contains(tag) ? "is empty" : "is missing");

    private int IndexOf(DicomTag tag)
    {
        var (low, high) = (0, _elements.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = _elements[middle].Tag.CompareTo(tag);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
