using System.ComponentModel;
using System.Diagnostics;

namespace DigitalHub.Backends.SignIns;

/// <summary>Opens an address in the user's browser. Where that does not work nothing is lost: the address is announced too.</summary>
internal static class SystemBrowser
{
    public static void Open(Uri address)
    {
        if (Command(address.AbsoluteUri) is not { } command) return;
        try
        {
            Process.Start(command)?.Dispose();
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            Notices.Verbose("No browser could be opened.");
        }
    }

    private static ProcessStartInfo? Command(string address)
    {
        if (OperatingSystem.IsWindows()) return new ProcessStartInfo(address) { UseShellExecute = true };
        if (OperatingSystem.IsMacOS()) return new ProcessStartInfo("open", [address]);
        // Without a display xdg-open takes a browser of text, which would take the terminal.
        return string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY")) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY"))
            ? null
            : new ProcessStartInfo("/bin/sh", ["-c", "exec xdg-open \"$1\" </dev/null >/dev/null 2>&1", "sh", address]);
    }
}
