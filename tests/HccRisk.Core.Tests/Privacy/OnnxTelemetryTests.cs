using System.Runtime.InteropServices;
using HccRisk.Core.Privacy;
using Xunit;

namespace HccRisk.Core.Tests.Privacy;

public sealed class OnnxTelemetryTests
{
    [Fact]
    public void Disable_OnLinux_IsSeenByNativeCode()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "asks the C library of Linux");
        OnnxTelemetry.Disable();

        // .NET's own variables are a copy: what counts is what getenv says.
        Assert.Equal("1", Marshal.PtrToStringUTF8(GetNative("ORT_DISABLE_TELEMETRY\0"u8.ToArray())));
        Assert.Equal("1", Environment.GetEnvironmentVariable("ORT_DISABLE_TELEMETRY"));
    }

    [DllImport("libc", EntryPoint = "getenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetNative(byte[] name);
}
