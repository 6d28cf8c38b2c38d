namespace DigitalHub.FakeCore.Tests.Replay;

/// <summary>Every recorded exchange, replayed, must give the recorded answer.</summary>
public sealed class ReplayTests
{
    // Frames of a WebSocket, no exchanges: NotificationReplayTests has them.
    private const string Notifications = "notifications";

    private static readonly Dictionary<string, (Func<Scenario> Make, int Exchanges)> Scenarios = new()
    {
        ["main"] = (() => new MainScenario(), 233),
        ["level 13"] = (() => new OldCoreScenario(13), 57),
        ["level 14"] = (() => new OldCoreScenario(14), 57),
        ["basic"] = (() => new BasicScenario(), 25),
        ["oidc"] = (() => new OidcScenario(), 24),
        ["kubernetes"] = (() => new KubernetesScenario(), 81),
    };

    public static TheoryData<string> Names => [.. Scenarios.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Answers_are_as_recorded(string name)
    {
        var (make, exchanges) = Scenarios[name];
        var (differences, count) = await make().ReplayAsync();

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.Equal(exchanges, count);
    }

    [Fact]
    public void No_transcript_is_left_out()
    {
        var files = Directory.GetFiles(Transcript.Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!);

        Assert.Equal(files.Order(), Scenarios.Values.SelectMany(scenario => scenario.Make().Files).Append(Notifications).Order());
        Assert.Empty(Transcript.Load(Notifications).Exchanges);
    }

    [Fact]
    public void Known_differences_name_exchanges_that_exist() =>
        Assert.All(KnownDifference.All, known => Assert.InRange(known.Index, 0, Transcript.Load(known.File).Exchanges.Count - 1));
}
