namespace HccRisk.Features.Agreement;

/// <summary>Forms of the intraclass correlation of single measurements (Shrout and Fleiss 1979).</summary>
public enum IccForm
{
    /// <summary>ICC(1,1): repeats have no order, as perturbations of one image.</summary>
    OneWay,

    /// <summary>ICC(2,1), absolute agreement: each repeat is a reader or scanner of many; a difference between them counts.</summary>
    Agreement,

    /// <summary>ICC(3,1), consistency: these readers and no others; a constant difference between them does not count.</summary>
    Consistency,
}
