namespace DigitalHub.FakeCore.Model;

/// <summary>The clock of the server, which can go wrong.</summary>
internal sealed class CoreClock(TimeProvider provider)
{
    public TimeSpan Skew { get; set; }

    public DateTimeOffset Now => provider.GetUtcNow() + Skew;
}
