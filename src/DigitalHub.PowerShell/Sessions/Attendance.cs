namespace DigitalHub.PowerShell.Sessions;

/// <summary>Whether somebody sits at the shell.</summary>
internal static class Attendance
{
    /// <summary>Whether the process was told that nobody does: <c>-NonInteractive</c>, or as much of it as tells it from other arguments.</summary>
    public static bool IsDenied => Environment.GetCommandLineArgs().Any(argument =>
        argument.StartsWith("-noni", StringComparison.OrdinalIgnoreCase) && "-NonInteractive".StartsWith(argument, StringComparison.OrdinalIgnoreCase));
}
