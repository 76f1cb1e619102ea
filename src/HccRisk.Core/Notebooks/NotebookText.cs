namespace HccRisk.Core.Notebooks;

/// <summary>Shows what <see cref="object.ToString"/> gives, its columns under one another: for types whose text is already what a person wants.</summary>
public sealed class NotebookText : NotebookFormatter<object>
{
    /// <inheritdoc/>
    protected override string Html(object value) => NotebookHtml.Preformatted(Text(value));
}
