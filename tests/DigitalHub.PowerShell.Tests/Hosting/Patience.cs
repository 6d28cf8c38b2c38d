namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>How long tests wait.</summary>
internal static class Patience
{
    /// <summary>For the end of a stopped command: a second is meant, a busy machine is given more, and what ends by itself only later does not pass.</summary>
    public static readonly TimeSpan Prompt = TimeSpan.FromSeconds(15);

    /// <summary>For what comes sooner or later.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
}
