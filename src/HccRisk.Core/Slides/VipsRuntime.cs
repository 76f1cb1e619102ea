using NetVips;

namespace HccRisk.Core.Slides;

/// <summary>Settings of libvips that hold for the whole process.</summary>
internal static class VipsRuntime
{
    private static readonly Lazy<bool> Ready = new(() =>
    {
        // We run one reader a thread; vips' own workers would only fight over the same cores.
        NetVips.NetVips.Concurrency = 1;

        // Warnings about damaged tiles go to the caller as exceptions, not to the terminal.
        _ = Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });

        // The operation cache is keyed by file name: a rewritten file would give its old pixels.
        Cache.Max = 0;
        return true;
    });

    /// <summary>Applies the settings once.</summary>
    public static void EnsureReady() => _ = Ready.Value;
}
