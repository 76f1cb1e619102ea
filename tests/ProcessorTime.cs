using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace HccRisk.Testing;

/// <summary>Says at the end of a test process what processor time it took, itself and the programs it started, to the file that HCCRISK_CPU names.</summary>
internal static class ProcessorTime
{
    [ModuleInitializer]
    internal static void Start()
    {
        if (Environment.GetEnvironmentVariable("HCCRISK_CPU") is { Length: > 0 } file)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => File.AppendAllText(
                file,
                string.Create(CultureInfo.InvariantCulture, $"{Seconds(),8:0.0} s processor time: {Assembly.GetExecutingAssembly().GetName().Name}\n"));
        }
    }

    // Linux counts the children that have ended in fields 16 and 17 of stat, in ticks of 10 ms.
    private static double Seconds()
    {
        using var process = Process.GetCurrentProcess();
        var own = process.TotalProcessorTime.TotalSeconds;
        if (!OperatingSystem.IsLinux())
        {
            return own;
        }

        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return own + ((long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture)) / 100.0);
    }
}
