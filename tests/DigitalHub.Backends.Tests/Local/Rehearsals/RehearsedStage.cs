using System.Collections.Specialized;
using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;
using Microsoft.Extensions.Time.Testing;

namespace DigitalHub.Backends.Tests.Local.Rehearsals;

/// <summary>A store under rehearsal in a file of its own, with a clock that a test steps.</summary>
internal sealed class RehearsedStage : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<IBackend> _open = [];

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 7, 20, 9, 49, 18, TimeSpan.Zero));

    public string Path => _folder.File("store.db");

    public static Rehearsal Rules(params IEnumerable<string> rules) => RehearsalReader.Read([.. rules.Select(Docs.Json)]);

    /// <summary>Opens the store with rules, each as JSON; with a project alpha.</summary>
    public async Task<LocalStore> OpenAsync(params string[] rules)
    {
        var store = Open(rules);
        await store.CreateProjectAsync(Docs.Project("alpha"), default);
        return store;
    }

    /// <summary>Opens it once more, as another process does.</summary>
    public LocalStore Open(params string[] rules) => Open(StoreTuning.Default, rules);

    public LocalStore Open(StoreTuning tuning, params string[] rules)
    {
        var store = new LocalStore(new LocalStoreOptions(Path) { Clock = Clock, User = "tester", Rehearsal = rules.Length == 0 ? null : Rules(rules) }, tuning);
        _open.Add(store);
        return store;
    }

    /// <summary>Closes a backend with the stage.</summary>
    public void Close(IBackend backend) => _open.Add(backend);

    public void Step(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _open) await store.DisposeAsync();
        _folder.Dispose();
    }

    public static OrderedDictionary Run(string id, string kind = "python+job:run", string? function = null, string? name = null, string[]? labels = null)
    {
        var spec = Docs.Map(("task", "python+job://alpha/t"));
        if (function is not null) spec["function"] = $"python://alpha/{function}:v1";
        return Docs.Run("alpha", id, name, kind, spec, labels);
    }

    public static async Task<string> StateAsync(IBackend store, string id) => (await store.GetRunAsync(new("alpha", id), default)).State();

    /// <summary>The states that a run came into, oldest first.</summary>
    public static string[] Moves(StoredDocument run) =>
        run.Map.Map("status")!["transitions"] is Array moves ? [.. moves.Cast<OrderedDictionary>().Select(move => move.Text("status")!).Reverse()] : [];
}
