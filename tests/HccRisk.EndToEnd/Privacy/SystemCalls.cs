using System.Globalization;
using System.Text.RegularExpressions;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.EndToEnd.Privacy;

/// <summary>What a program and its threads asked of the kernel, as strace saw it: files opened to be written, sockets, and look-ups of names.</summary>
internal sealed partial class SystemCalls
{
    private const string Traced =
        "socket,connect,sendto,sendmsg,sendmmsg,open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mknod,mknodat,truncate";

    /// <summary>What the resolver of the C library reads or asks, and nothing else does.</summary>
    private static readonly string[] Resolver = ["/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/gai.conf", "libnss_dns", "libnss_resolve", "/nscd/", "io.systemd.Resolve"];

    private readonly string[] _lines;

    private SystemCalls(string[] lines) => _lines = lines;

    /// <summary>Sockets of the internet and what looks names up; empty when the program kept to itself.</summary>
    public string[] Network =>
        [.. _lines.Where(line => Internet().IsMatch(line) || Resolver.Any(name => line.Contains(name, StringComparison.Ordinal)))];

    /// <summary>Full paths of files and folders that were made, opened to be written, renamed or linked, whether it worked or not.</summary>
    public string[] Written => [.. _lines.Where(Writes).SelectMany(Paths).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Runs <c>dotnet</c> under strace as on a machine that has never run it: a new home, and no variable of a build or test machine.</summary>
    /// <param name="folder">The current folder; <c>home</c> and <c>tmp</c> are made in it.</param>
    /// <param name="arguments">Arguments of dotnet.</param>
    public static async Task<(CommandResult Result, SystemCalls Calls)> TraceAsync(string folder, params string[] arguments)
    {
        var cancellation = TestContext.Current.CancellationToken;
        Assert.SkipUnless(OperatingSystem.IsLinux() && ExternalTool.TryFind("strace") is not null, ExternalTool.MissingReason("strace"));
        var allowed = await Command.RunAsync("strace", folder, cancellation, "-o", "/dev/null", "true");
        Assert.SkipUnless(allowed.ExitCode == 0, $"strace may not trace here: {allowed.Errors.Trim()}");

        var trace = Path.Combine(folder, "trace.txt");
        var home = Directory.CreateDirectory(Path.Combine(folder, "home")).FullName;
        var temporary = Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName;
        string[] without = ["CI", "GITHUB_ACTIONS", "TF_BUILD", "ORT_RUNNING_UNIT_TESTS", "ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"];
        var result = await Command.RunAsync(
            "env", folder, cancellation,
            [
                .. without.SelectMany(name => new[] { "-u", name }), $"HOME={home}", $"TMPDIR={temporary}", "DOTNET_EnableDiagnostics=0",
                "strace", "-f", "--seccomp-bpf", "-y", "-qq", "-s", "4096", "-e", "trace=" + Traced, "-e", "signal=none", "-o", trace,
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", .. arguments,
            ]);
        return (result, new SystemCalls(await File.ReadAllLinesAsync(trace, cancellation)));
    }

    /// <summary>What was written outside some folders.</summary>
    /// <param name="folders">Full paths. Devices and files of the process itself (/dev, /proc) are no files.</param>
    public string[] WrittenOutside(params string[] folders) =>
        [.. Written.Where(path => !folders.Append("/dev").Append("/proc").Any(folder => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal)))];

    private static bool Writes(string line) =>
        line.Contains("O_WRONLY", StringComparison.Ordinal) || line.Contains("O_RDWR", StringComparison.Ordinal) || line.Contains("O_CREAT", StringComparison.Ordinal) || Makes().IsMatch(line);

    private static IEnumerable<string> Paths(string line) => Argument().Matches(line)
        .Select(m => Path.GetFullPath(Path.Combine(m.Groups["folder"].Success ? m.Groups["folder"].Value : "/", Unescape(m.Groups["path"].Value))));

    private static string Unescape(string text) => Octal().Replace(text, m => ((char)Convert.ToInt32(m.Groups["code"].Value, 8)).ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\b(socket|connect|sendto|sendmsg|sendmmsg)\(.*(AF_INET|PF_INET|inet_addr|inet_pton|<(TCP|UDP)v?6?:)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Internet();

    [GeneratedRegex(@"^\d+ +(creat|mkdir|mkdirat|rename|renameat|renameat2|link|linkat|symlink|symlinkat|mknod|mknodat|truncate)\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Makes();

    [GeneratedRegex("(?:(?:AT_FDCWD|\\d+)<(?<folder>[^>]*)>, )?\"(?<path>(?:[^\"\\\\]|\\\\.)*)\"", RegexOptions.None, 1000)]
    private static partial Regex Argument();

    [GeneratedRegex(@"\\(?<code>[0-7]{1,3})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Octal();
}
