namespace DigitalHub.Backends.Tests;

/// <summary>How long a test waits for what should take no time. It tells an end from none; how quick it is depends on who else uses the machine.</summary>
internal static class Patience
{
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
}
