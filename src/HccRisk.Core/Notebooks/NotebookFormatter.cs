namespace HccRisk.Core.Notebooks;

/// <summary>Shows values of a type in a notebook, as html and as plain text; named by <see cref="TypeFormatterSourceAttribute"/> on the type.</summary>
/// <typeparam name="T">The type, or a base of the types, that carry the attribute.</typeparam>
public abstract class NotebookFormatter<T>
    where T : notnull
{
    /// <summary>The formatters, as .NET Interactive looks for them: each has a <c>MimeType</c> and a method <c>Format(object, TextWriter)</c>.</summary>
    public IEnumerable<object> CreateTypeFormatters() => [new MimeFormatter("text/html", Html), new MimeFormatter("text/plain", Text)];

    /// <summary>A value as a piece of html that needs nothing from elsewhere.</summary>
    /// <param name="value">The value.</param>
    protected abstract string Html(T value);

    /// <summary>A value as plain text; what <see cref="object.ToString"/> gives unless overridden.</summary>
    /// <param name="value">The value.</param>
    protected virtual string Text(T value) => value.ToString() ?? string.Empty;

    // Members are found by name.
    private sealed class MimeFormatter(string mimeType, Func<T, string> write)
    {
        public string MimeType { get; } = mimeType;

        public bool Format(object instance, TextWriter writer)
        {
            if (instance is not T value)
            {
                return false;
            }

            writer.Write(write(value));
            return true;
        }
    }
}
