namespace HccRisk.Survival.Validation;

/// <summary>Collects the settings and remarks of a validation.</summary>
internal sealed class ValidationNotes
{
    private readonly List<ValidationSetting> _settings = [];
    private readonly List<ValidationRemark> _remarks = [];

    public IReadOnlyList<ValidationSetting> Settings => _settings;

    /// <summary>The gravest first, else in the order they were made.</summary>
    public IReadOnlyList<ValidationRemark> Remarks => [.. _remarks.OrderByDescending(r => r.Grave)];

    public void Set(string name, string value, SettingSource source, string explanation) => _settings.Add(new ValidationSetting(name, value, source, explanation));

    public void Remark(string kind, string? subject, string text, string? remedy = null, bool grave = false) =>
        _remarks.Add(new ValidationRemark(kind, subject, text, remedy, grave));
}
