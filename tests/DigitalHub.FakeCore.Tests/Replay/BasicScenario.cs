using DigitalHub.FakeCore.Auth;

namespace DigitalHub.FakeCore.Tests.Replay;

/// <summary>A core with basic authentication.</summary>
internal sealed class BasicScenario : Scenario
{
    public override IReadOnlyList<string> Files => ["authentication-basic"];

    protected override FakeCoreOptions Options => new()
    {
        Auth = AuthMode.Basic,
        Password = "s3cr3t",
        PublicEndpoint = new Uri("http://127.0.0.1:8090"),
    };

    protected override Task<string?> PrepareAsync(Transcript transcript, Exchange exchange) => Task.FromResult<string?>(null);
}
