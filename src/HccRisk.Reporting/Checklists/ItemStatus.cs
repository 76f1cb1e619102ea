namespace HccRisk.Reporting.Checklists;

/// <summary>What the record of a study says of an item of a checklist.</summary>
public enum ItemStatus
{
    /// <summary>Everything asked for is in the record.</summary>
    Filled,

    /// <summary>Some of it is; the rest a person must write.</summary>
    Partial,

    /// <summary>Only people know.</summary>
    Human,

    /// <summary>The study has nothing the item is about.</summary>
    NotApplicable,
}
