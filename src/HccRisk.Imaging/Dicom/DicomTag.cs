using System.Globalization;

namespace HccRisk.Imaging.Dicom;

/// <summary>The number of a data element; ordered as elements are in a file.</summary>
/// <param name="Group">The group; odd groups are private.</param>
/// <param name="Element">The element in its group.</param>
public readonly record struct DicomTag(ushort Group, ushort Element) : IComparable<DicomTag>
{
    /// <summary>True for an element a manufacturer defines.</summary>
    public bool IsPrivate => (Group & 1) == 1;

    internal uint Number => ((uint)Group << 16) | Element;

    /// <inheritdoc/>
    public int CompareTo(DicomTag other) => Number.CompareTo(other.Number);

    /// <summary>The tag as the standard writes it, such as <c>(0028,0010)</c>.</summary>
    /// <returns>Four hexadecimal digits for the group and four for the element.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({Group:X4},{Element:X4})");

    /// <summary>True when <paramref name="left"/> comes first in a file.</summary>
    /// <param name="left">A tag.</param>
    /// <param name="right">Another.</param>
    /// <returns>The comparison.</returns>
    public static bool operator <(DicomTag left, DicomTag right) => left.Number < right.Number;

    /// <summary>True when <paramref name="left"/> comes later in a file.</summary>
    /// <param name="left">A tag.</param>
    /// <param name="right">Another.</param>
    /// <returns>The comparison.</returns>
    public static bool operator >(DicomTag left, DicomTag right) => left.Number > right.Number;

    /// <summary>True when <paramref name="left"/> does not come later in a file.</summary>
    /// <param name="left">A tag.</param>
    /// <param name="right">Another.</param>
    /// <returns>The comparison.</returns>
    public static bool operator <=(DicomTag left, DicomTag right) => left.Number <= right.Number;

    /// <summary>True when <paramref name="left"/> does not come first in a file.</summary>
    /// <param name="left">A tag.</param>
    /// <param name="right">Another.</param>
    /// <returns>The comparison.</returns>
    public static bool operator >=(DicomTag left, DicomTag right) => left.Number >= right.Number;
}
