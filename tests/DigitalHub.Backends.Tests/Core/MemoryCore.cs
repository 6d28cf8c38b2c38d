using System.Collections.Specialized;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Web;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Tests.Contract;
using Microsoft.Extensions.Time.Testing;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>
/// A core that answers from memory (contract 2 and 6), as far as the operations need one. It compares ids in a way of its own,
/// as a database may.
/// </summary>
internal sealed class MemoryCore : ICoreTransport
{
    private readonly List<OrderedDictionary> _runs = [];
    private readonly Queue<(HttpMethod Method, bool Acts)> _losses = new();
    private readonly Dictionary<string, OrderedDictionary> _metrics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly object _gate = new();

    public MemoryCore(int level = 15, params string[] projects)
    {
        Level = level;
        foreach (var name in projects.Length == 0 ? ["pp"] : projects) Projects[name] = Docs.Json($$"""{"id":"{{name}}","name":"{{name}}","kind":"project","project":"{{name}}","metadata":{"created":"2026-01-01T00:00:00Z"},"spec":{"config":{} },"status":{"state":"CREATED"},"user":"ann"}""");
    }

    public int Level { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public TimeProvider Clock => Time;

    public TimeSpan Timeout => TimeSpan.FromSeconds(100);

    public Dictionary<string, OrderedDictionary> Projects { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>The projects whose runs may be read; null for all.</summary>
    public List<string>? Roles { get; init; }

    public string Version { get; init; } = "0.15.1";

    /// <summary>The metrics that are stored, by the run's id.</summary>
    public IReadOnlyDictionary<string, OrderedDictionary> Metrics => _metrics;

    /// <summary>What is asked, in order.</summary>
    public List<CoreRequest> Requests { get; } = [];

    /// <summary>Happens before each request is answered.</summary>
    public Action<CoreRequest>? Before { get; set; }

    /// <summary>Called when a request is sent; it goes on its way when this is over. Null sends all at once.</summary>
    public Func<CoreRequest, Task>? Hold { get; set; }

    /// <summary>Whether a run is there as far as listings tell.</summary>
    public Predicate<OrderedDictionary> IsListed { get; set; } = _ => true;

    public IReadOnlyList<OrderedDictionary> Runs => _runs;

    public BackendStatus? Known => new("ann", Version, Level, true);

    public Task<CoreSocket?> OpenSocketAsync(System.Net.Http.Headers.AuthenticationHeaderValue? refused, CancellationToken cancellationToken) => Task.FromResult<CoreSocket?>(null);

    public IEnumerable<string> Paths => Requests.Select(request => $"{request.Method} {request.Path}");

    /// <summary>The answer to the next request of a method is lost, after or before the server did what was asked.</summary>
    public void Lose(HttpMethod method, bool acts) => _losses.Enqueue((method, acts));

    public OrderedDictionary Add(OrderedDictionary run)
    {
        run.Section("metadata")["created"] = run.Section("metadata")["created"] ?? Timestamp.Format(Time.GetUtcNow());
        run.Section("metadata")["updated"] = run.Section("metadata")["updated"] ?? run.Section("metadata")["created"];
        run["name"] ??= run["id"];
        run["user"] ??= "ann";
        run.Section("status")["state"] ??= "CREATED";
        lock (_gate) _runs.Add(run);
        return run;
    }

    public void Remove(string id)
    {
        lock (_gate) _runs.RemoveAll(run => run.Text("id") == id);
    }

    public async Task<CoreAnswer> SendAsync(CoreRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Hold is { } hold) await hold(request);
        await Task.Yield();
        lock (_gate)
        {
            Requests.Add(request);
            Before?.Invoke(request);
            var loss = _losses.TryPeek(out var next) && next.Method == request.Method ? _losses.Dequeue() : default;
            if (loss.Method is not null && !loss.Acts) throw Lost();
            var body = Answer(request);
            return loss.Method is not null ? throw Lost() : new CoreAnswer(Encoding.UTF8.GetBytes(body)) { Date = new DateTimeOffset(Time.GetUtcNow().Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero) };
        }
    }

    public ValueTask<CoreLevel> LevelAsync(CancellationToken cancellationToken) => new(new CoreLevel(Level));

    /// <summary>What the question who we are ends with; null for an answer.</summary>
    public DigitalHubException? IdentityError { get; init; }

    public ValueTask<CoreIdentity> IdentityAsync(CancellationToken cancellationToken) =>
        IdentityError is { } error ? throw error : new(new CoreIdentity("ann", Roles is null ? ["ROLE_ADMIN"] : ["ROLE_USER", .. Roles.Select(name => $"{name}:ROLE_USER")]));

    public ValueTask DisposeAsync() => default;

    private static ServerException Lost() => new("ConnectionFailed", ErrorKind.ConnectionError, "lost") { AnswerLost = true };

    private static ServerException Refused(string message) => new("RequestRefused", ErrorKind.InvalidArgument, message) { ServerMessage = message, StatusCode = 400 };

    private string Answer(CoreRequest request)
    {
        var parts = request.Path.Split('?');
        if (Answers.TryGetValue($"{request.Method} {parts[0]}", out var fixedAnswer)) return fixedAnswer;
        var query = HttpUtility.ParseQueryString(parts.Length > 1 ? parts[1] : string.Empty);
        var steps = parts[0].Split('/').Skip(3).Select(Uri.UnescapeDataString).ToArray();
        return steps switch
        {
            ["projects"] => OfProjects(request, query),
            ["projects", var name] => OfProject(request, name),
            ["runs"] => Roles is null ? List(null, query) : throw Denied(),
            ["-", var name, "functions"] => Page([.. Functions.Select(function => Docs.Map(("name", function)))], 0, 25, Functions.Length),
            ["-", var name, ..] when Roles?.Contains(name) == false => throw Denied(),
            ["-", var name, "runs"] => request.Method == HttpMethod.Post ? Create(name, Docs.Json(request.Body!)) : List(name, query),
            ["-", var name, "runs", var id] => OfRun(request, Find(name, id)),
            ["-", var name, "runs", var id, "stop" or "resume"] => JsonText.Write(Act(Find(name, id), steps[^1])),
            ["-", var name, "runs", var id, "logs"] => Find(name, id)["logs"] as string ?? "[]",
            ["-", var name, "runs", var id, "metrics", ..] => OfMetrics(request, Find(name, id), steps),
            ["schemas", "run"] => """{"content":[{"kind":"python+job:run","runtime":"python"},{"kind":"python+serve:run","runtime":"python"},{"kind":"dbt+transform:run","runtime":"dbt"}]}""",
            ["schemas", _] => """{"content":[]}""",
            _ => throw Refused($"no route {request.Path}"),
        };
    }

    public string[] Functions { get; init; } = ["train", "score"];

    private static ServerException Denied() => new("AccessDenied", ErrorKind.PermissionDenied, "denied") { StatusCode = 403 };

    private string OfProjects(CoreRequest request, NameValueCollection query)
    {
        if (request.Method == HttpMethod.Post)
        {
            var project = Docs.Json(request.Body!);
            var name = project.Text("name")!;
            if (Projects.ContainsKey(name)) throw Errors.ProjectExists(name);
            project["user"] = "ann";
            project["key"] = EntityKey.ForProject(name);
            Complete(project, name);
            project.Section("status")["state"] = "CREATED";
            Projects[name] = project;
            return JsonText.Write(project);
        }
        var found = Projects.Values.Where(project => query["name"] is not { } part || project.Text("name")!.Contains(part, StringComparison.Ordinal)).OrderByDescending(project => project.Text("name"), StringComparer.Ordinal).ToList();
        return Paged(found, query);
    }

    private string OfProject(CoreRequest request, string name)
    {
        if (request.Method == HttpMethod.Delete)
        {
            Projects.Remove(name);
            _runs.RemoveAll(run => run.Text("project") == name);
            return string.Empty;
        }
        if (!Projects.TryGetValue(name, out var project)) throw Errors.ProjectNotFound(name);
        if (request.Method == HttpMethod.Put)
        {
            Projects[name] = Docs.Json(request.Body!);
            var answer = Docs.Json(request.Body!);
            answer.Remove("user");
            return JsonText.Write(answer);
        }
        var read = ValueMap.Clone(project);
        foreach (var list in (string[])["functions", "workflows", "artifacts", "dataitems", "models"]) read.Section("spec")[list] = Array.Empty<object>();
        return JsonText.Write(read);
    }

    private string Create(string project, OrderedDictionary run)
    {
        if (!Projects.ContainsKey(project)) throw Errors.ProjectNotFound(project);
        var id = run.Text("id") ?? throw new InvalidOperationException("No id was sent.");
        if (_runs.Exists(one => one.Text("id") == id) || JsonText.Write(run).Length > 32_000) throw Errors.RunExists(id);
        if (run.Text("kind")!.EndsWith("+run", StringComparison.Ordinal) == Level > 13) throw new EntityNotFoundException("KindNotFound", "none");
        Time.Advance(TimeSpan.FromMilliseconds(1));
        if (Level == 13) run["name"] = $"hello/{id}";
        run["extensions"] ??= Array.Empty<object>();
        run["key"] = EntityKey.ForRun(project, run.Text("kind")!, id);
        run.Section("spec");
        Complete(run, run.Text("name") ?? id);
        return JsonText.Write(Add(run));
    }

    private void Complete(OrderedDictionary entity, string name)
    {
        var metadata = entity.Section("metadata");
        metadata["project"] = entity["project"];
        metadata["name"] ??= name;
        metadata["version"] ??= "calm-otter";
        metadata["created_by"] = metadata["updated_by"] = "ann";
        metadata["created"] ??= Timestamp.Format(Time.GetUtcNow());
    }

    private OrderedDictionary Find(string project, string id)
    {
        var run = _runs.Find(one => one.Text("id") == id) ?? throw Errors.RunNotFound(id, project);
        return run.Text("project") == project ? run : throw Errors.ProjectMismatch(id, project);
    }

    private string OfRun(CoreRequest request, OrderedDictionary run)
    {
        if (request.Method == HttpMethod.Get) return JsonText.Write(run);
        if (request.Method == HttpMethod.Put) return JsonText.Write(Replace(run, Docs.Json(request.Body!)));
        var isLocal = run.Map("spec")?["local_execution"] is true;
        var state = RunMoves.State(run);
        if (isLocal || state is "CREATED" or "DELETING")
        {
            _runs.Remove(run);
            _metrics.Remove(run.Text("id")!);
        }
        RunMoves.Enter(run.Section("status"), "DELETING", Time.GetUtcNow());
        if (state == "DELETING") RunMoves.Enter(run.Section("status"), "DELETED", Time.GetUtcNow());
        var answer = ValueMap.Clone(run);
        answer.Section("status")["state"] = Level == 14 && isLocal ? "DELETED" : "DELETING";
        return JsonText.Write(answer);
    }

    private OrderedDictionary Replace(OrderedDictionary run, OrderedDictionary sent)
    {
        if (!Regex.IsMatch(sent.Text("name") ?? "x", @"\A[a-zA-Z0-9._+-]+\z")) throw Refused("name");
        var state = RunMoves.State(run);
        var asked = sent.Map("status")?.Text("state") ?? "CREATED";
        run["metadata"] = sent["metadata"];
        run["status"] = sent["status"];
        if (Level > 13) run["name"] = sent["name"] ?? sent["id"];
        if (state == "CREATED") run["spec"] = sent["spec"];
        run.Section("metadata")["updated"] = Timestamp.Format(Time.GetUtcNow());
        if (Level > 14)
        {
            run.Section("status")["state"] = state;
            if (asked != state && RunState.Next(state).Contains(asked) && !Stubborn) RunMoves.Enter(run.Section("status"), asked, Time.GetUtcNow());
        }
        return run;
    }

    /// <summary>Moves no run to another state.</summary>
    public bool Stubborn { get; set; }

    private OrderedDictionary Act(OrderedDictionary run, string action)
    {
        var state = RunMoves.State(run);
        if (action == "stop" && state is "RUNNING" or "STOP") RunMoves.Enter(run.Section("status"), state == "RUNNING" ? "STOP" : "STOPPED", Time.GetUtcNow());
        return run;
    }

    // What the status holds wins over what was stored (contract 2.8).
    private string OfMetrics(CoreRequest request, OrderedDictionary run, string[] steps)
    {
        var id = run.Text("id")!;
        if (!_metrics.TryGetValue(id, out var stored)) _metrics[id] = stored = Docs.Map();
        if (request.Method == HttpMethod.Put)
        {
            stored[steps[^1]] = JsonText.Parse(request.Body!);
            return string.Empty;
        }
        var all = ValueMap.Clone(stored);
        foreach (System.Collections.DictionaryEntry entry in run.Map("status")?.Map("metrics") ?? Docs.Map()) all[(string)entry.Key] = entry.Value;
        return JsonText.Write(all);
    }

    private string List(string? project, NameValueCollection query)
    {
        if (query["created"] is not null || query["updated"] is not null) throw Refused("no message");
        var found = _runs.Where(run => (project is null || run.Text("project") == project) && IsListed(run) && Passes(run, query)).ToList();
        var sorted = found.OrderBy(_ => 0);
        foreach (var sort in query.GetValues("sort") ?? [])
        {
            var key = sort.Split(',')[0];
            var isFirst = sort == query.GetValues("sort")![0];
            Func<OrderedDictionary, string?> read = run => key switch
            {
                "id" when !isFirst => Place(run.Text("id")!),
                "created" or "updated" => Tick(run.Map("metadata")!.Text(key)!),
                "state" => RunMoves.State(run),
                "createdBy" => run.Text("user"),
                "task" or "function" or "workflow" => run.Map("spec")?.Text(key),
                _ => run.Text(key),
            };
            sorted = sort.EndsWith(",desc", StringComparison.Ordinal) ? sorted.ThenByDescending(read, StringComparer.Ordinal) : sorted.ThenBy(read, StringComparer.Ordinal);
        }
        return Paged([.. sorted], query);
    }

    private string Tick(string time)
    {
        if (!_places.TryGetValue(time, out var tick)) _places[time] = tick = Timestamp.Parse(time)!.Value.UtcTicks.ToString("D20", CultureInfo.InvariantCulture);
        return tick;
    }

    private string Place(string id)
    {
        if (!_places.TryGetValue(id, out var place)) _places[id] = place = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(id)));
        return place;
    }

    private bool Passes(OrderedDictionary run, NameValueCollection query)
    {
        string? Spec(string name) => run.Map("spec")?.Text(name);
        bool Equal(string name, string? value) => query[name] is not { } wanted || wanted == value;
        bool Part(string name, string? value) => query[name] is not { } wanted || Like(wanted, value);
        bool Reference(string name) => Regex.IsMatch(query[name] ?? string.Empty, @"\A([^:/]+)://([^/]+)/([^:]+):(.+)\z") ? Equal(name, Spec(name)) : Part(name, Spec(name));
        if (Level <= 13)
        {
            return Part("name", run.Text("id"))
                && Part("q", run.Text("id"))
                && Equal("kind", run.Text("kind"))
                && (!RunState.All.Contains(query["state"]) || Equal("state", RunMoves.State(run)))
                && Equal("user", run.Text("user"))
                && Equal("task", Spec("task"))
                && Reference("function")
                && Reference("workflow");
        }
        if (query["name"] is { } name && !Regex.IsMatch(name, @"\A[a-zA-Z0-9._+-]+\z")) throw Refused("name");
        if (query["kind"] is { } kind && !Regex.IsMatch(kind, @"\A[a-zA-Z0-9._+-:]+\z")) throw Refused("kind");
        if (query["function"] is { } function && !Regex.IsMatch(function, @"\A([^:/]+)://([^/]+)/([^:]+)(:.+)?\z")) throw Refused("function");
        if (query["task"] is { } task && !Regex.IsMatch(task, @"\A([^:/]+)://([^/]+)/([^:]+)\z")) throw Refused("task");
        return Equal("name", run.Text("name"))
            && Equal("kind", run.Text("kind"))
            && Equal("state", RunMoves.State(run))
            && Equal("user", run.Text("user"))
            && Equal("task", Spec("task"))
            && (query["task"] is not null || Part("action", Spec("task")))
            && Reference("function")
            && Reference("workflow")
            && (query["q"] is not { } q || new[] { run.Text("id"), run.Text("name"), Spec("function"), Spec("workflow") }.Any(text => Like(q, text)));
    }

    private static bool Like(string part, string? text) =>
        text is not null && Regex.IsMatch(text, Regex.Escape(part).Replace("%", ".*", StringComparison.Ordinal).Replace('_', '.'), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static string Paged(List<OrderedDictionary> all, NameValueCollection query)
    {
        var size = int.TryParse(query["size"], out var given) && given > 0 ? given : 25;
        if (size > 1000) throw Refused("max page size exceeded");
        // A number beyond 32 bits is none, and means the first page.
        long page = int.TryParse(query["page"], out var number) && number > 0 ? number : 0;
        return Page([.. all.Skip((int)Math.Min(page * size, int.MaxValue)).Take(size)], page, size, all.Count);
    }

    private static string Page(IReadOnlyList<OrderedDictionary> content, long page, int size, int total) =>
        JsonText.Write(Docs.Map(("last", true), ("content", content.ToArray()), ("pageable", Docs.Map(("offset", page * size))), ("totalElements", (long)total), ("size", (long)size)));
}
