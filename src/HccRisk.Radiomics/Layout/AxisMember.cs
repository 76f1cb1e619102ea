using HccRisk.Radiomics.Filters;

namespace HccRisk.Radiomics.Layout;

/// <summary>One of the filters or regions that features are measured under.</summary>
/// <param name="Name">What it is called; unique along its axis.</param>
/// <param name="Prefix">Its part of the names of columns.</param>
/// <param name="Families">The families that it may have; those of a filter and a region are the ones that both have.</param>
internal sealed record AxisMember(string Name, string Prefix, RadiomicsFamilies Families)
{
    /// <summary>What the lesion is called.</summary>
    internal const string LesionName = "lesion";

    /// <summary>The image as it is, which every family is defined of and which the names of columns say nothing about.</summary>
    internal static AxisMember Original { get; } = new("original", string.Empty, RadiomicsFamilies.All);

    /// <summary>The response of a filter.</summary>
    internal static AxisMember Response(ImageFilter filter, RadiomicsFamilies families) => new(filter.Name, filter.Name + ".", families) { Filter = filter };

    /// <summary>The filter; null of the image and of regions.</summary>
    internal ImageFilter? Filter { get; private init; }

    /// <summary>The lesion, which the names of columns say nothing about.</summary>
    internal static AxisMember Lesion(RadiomicsFamilies families) => new(LesionName, string.Empty, families);

    /// <summary>Another region.</summary>
    internal static AxisMember Region(string name, RadiomicsFamilies families) => new(name, name + ".", families);
}
