namespace HccRisk.Survival.Validation;

/// <summary>Where a setting of a validation comes from.</summary>
public enum SettingSource
{
    /// <summary>The user gave it.</summary>
    Given,

    /// <summary>It follows from the data.</summary>
    Found,

    /// <summary>It is a default.</summary>
    Default,
}
