namespace HccRisk.Core.Tables;

/// <summary>What a value below or above the limit of detection (<c>&lt;20</c>, <c>&gt;1210</c>) is taken for.</summary>
public enum DetectionLimit
{
    /// <summary>Nothing: the cell is refused, and the message says how to decide.</summary>
    Refuse,

    /// <summary>The limit.</summary>
    AtLimit,

    /// <summary>Half of a lower limit; an upper limit itself.</summary>
    Half,

    /// <summary>The limit, and a column <c>NAME_limit</c> beside it: -1 below, 1 above, 0 measured.</summary>
    Flag,
}
