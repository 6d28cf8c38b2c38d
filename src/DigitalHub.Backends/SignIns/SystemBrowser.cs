using System.ComponentModel;
using System.Diagnostics;

namespace DigitalHub.Backends.SignIns;

/// <summary>Opens an address in the user's browser. Where that does not work nothing is lost: the address is announced too.</summary>
internal static class SystemBrowser
{
    public static void Open(Uri address)
    {
        if (!TryOpen(address)) Notices.Verbose("No browser could be opened.");
    }

    /// <summary>Opens an address; false where that can't be done.</summary>
    public static bool TryOpen(Uri address)
    {
        if (Command(address.AbsoluteUri) is not { } command) return false;
        try
        {
            Process.Start(command)?.Dispose();
            return true;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    private static ProcessStartInfo? Command(string address)
    {
        if (OperatingSystem.IsWindows()) return new ProcessStartInfo(address) { UseShellExecute = true };
        if (OperatingSystem.IsMacOS()) return new ProcessStartInfo("open", [address]);
        // Without a display xdg-open takes a browser of text, which would take the terminal.
        var hasDisplay = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY")) || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY"));
        return !hasDisplay || !IsThere("xdg-open")
            ? null
            : new ProcessStartInfo("/bin/sh", ["-c", "exec xdg-open \"$1\" </dev/null >/dev/null 2>&1", "sh", address]);
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, program)));
}
