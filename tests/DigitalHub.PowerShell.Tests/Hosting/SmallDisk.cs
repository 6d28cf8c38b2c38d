using System.Diagnostics;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>A disk in memory that is soon full.</summary>
internal static class SmallDisk
{
    /// <summary>Lays one into a folder; false where this user or system can't.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="kilobytes">What it holds.</param>
    public static bool TryMount(string folder, int kilobytes)
    {
        try
        {
            using var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", FormattableString.Invariant($"size={kilobytes}k"), "tmpfs", folder]) { RedirectStandardError = true })!;
            mount.WaitForExit();
            return mount.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Takes it away again, with all that is on it.</summary>
    /// <param name="folder">The folder.</param>
    public static void Unmount(string folder)
    {
        using var unmount = Process.Start("umount", folder);
        unmount.WaitForExit();
    }
}
