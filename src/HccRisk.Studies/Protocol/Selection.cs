namespace HccRisk.Studies.Protocol;

/// <summary>Which features of an image modality a model keeps; chosen anew on the training patients of every fold.</summary>
public enum Selection
{
    /// <summary>Those that go most strongly with the event on their own, without repeats.</summary>
    Association,

    /// <summary>Those that halves of the patients choose again and again.</summary>
    Stable,

    /// <summary>All of them.</summary>
    None,
}
