using NetVips;

namespace HccRisk.Pathomics.Slides;

/// <summary>Settings of libvips that hold for the whole process, and its warnings.</summary>
internal static class VipsRuntime
{
    private static readonly Lazy<bool> Ready = new(() =>
    {
        // We run one reader a thread; vips' own workers would only fight over the same cores.
        NetVips.NetVips.Concurrency = 1;

        // A damaged picture is sometimes no more than a warning, given on the thread that decodes.
        _ = Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, message) => _first ??= message);

        // The operation cache is keyed by file name: a rewritten file would give its old pixels.
        Cache.Max = 0;
        return true;
    });

    [ThreadStatic]
    private static string? _first;

    /// <summary>The first warning on this thread since <see cref="ForgetWarnings"/>; null when there was none.</summary>
    public static string? FirstWarning => _first;

    /// <summary>Applies the settings once.</summary>
    public static void EnsureReady() => _ = Ready.Value;

    /// <summary>Begins to listen anew on this thread.</summary>
    public static void ForgetWarnings() => _first = null;
}
