namespace HccRisk.Testing;

/// <summary>
/// What the code under test prints on the console, for the test that asks alone: the console belongs to the process, in which other tests print at the
/// same time.
/// </summary>
internal sealed class CapturedConsole : IDisposable
{
    private static readonly AsyncLocal<StringWriter?> CurrentOut = new();
    private static readonly AsyncLocal<StringWriter?> CurrentError = new();

    static CapturedConsole()
    {
        Console.SetOut(new Router(Console.Out, CurrentOut));
        Console.SetError(new Router(Console.Error, CurrentError));
    }

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public CapturedConsole()
    {
        CurrentOut.Value = _output;
        CurrentError.Value = _error;
    }

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public void Dispose()
    {
        CurrentOut.Value = null;
        CurrentError.Value = null;
    }

    // Console makes a writer synchronised, so the threads of one test do not write into one another.
    private sealed class Router(TextWriter shown, AsyncLocal<StringWriter?> captured) : TextWriter
    {
        public override System.Text.Encoding Encoding => shown.Encoding;

        public override void Write(char value) => (captured.Value ?? shown).Write(value);

        public override void Write(string? value) => (captured.Value ?? shown).Write(value);

        public override void Write(char[] buffer, int index, int count) => (captured.Value ?? shown).Write(buffer, index, count);

        public override void WriteLine(string? value) => (captured.Value ?? shown).WriteLine(value);

        public override void Flush() => (captured.Value ?? shown).Flush();
    }
}
