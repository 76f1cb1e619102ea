namespace HccRisk.Cohorts;

/// <summary>What a transform does with a row whose files cannot be measured.</summary>
public enum BadFilePolicy
{
    /// <summary>Throws an <see cref="InvalidDataException"/> that names the files and the fault.</summary>
    Throw = 0,

    /// <summary>Makes every value of the row NaN.</summary>
    Missing = 1,
}
