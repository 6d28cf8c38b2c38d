using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.SignIns;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.Backends.Tests.Core.Transport;
using DigitalHub.Backends.Tests.Documents;
using DigitalHub.Backends.Tests.SignIns;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Fuzzing;

/// <summary>Whatever a server answers: what cores were seen to answer, damaged.</summary>
[Collection(nameof(Fuzz))]
public sealed class ServerFuzzTests(ITestOutputHelper output)
{
    // What an operation may ask for before it is told that the connection is gone: an endless listing has an end.
    private const int MostRequests = 60;

    private static readonly List<(string Method, string Path, int Status, string Type, string Body)> Exchanges = [.. Read()];

    private static readonly Func<IBackend, Random, Task>[] Operations =
    [
        (core, _) => core.CheckAsync(default),
        (core, _) => core.GetKindsAsync(true, default),
        (core, _) => Use(core.GetProjectAsync("demo", default)),
        (core, random) => Use(core.ListProjectsAsync(new ProjectQuery { First = random.Next(2) == 0 ? null : 3 }, default)),
        (core, _) => Use(core.CreateProjectAsync(Docs.Project("demo"), default)),
        (core, _) => Use(core.UpdateProjectAsync("demo", new EntityChange { AddLabels = ["x"] }, default)),
        (core, _) => Use(core.GetRunAsync(new("demo", "a"), default)),
        (core, random) => Use(core.ListRunsAsync(new RunQuery { Project = random.Next(3) == 0 ? null : "demo", First = random.Next(2) == 0 ? null : 5, Sort = random.One(Enum.GetValues<RunSort>()), Labels = random.Next(3) == 0 ? ["x"] : [] }, default)),
        (core, _) => core.CountRunsAsync(new RunQuery { Project = "demo" }, default),
        (core, _) => Use(core.CreateRunAsync(Docs.Run("demo", "a", kind: "python+job:run"), default)),
        (core, _) => Use(core.UpdateRunAsync(new("demo", "a"), new EntityChange { AddLabels = ["x"] }, default)),
        (core, _) => Use(core.InvokeRunActionAsync(new("demo", "a"), "stop", default)),
        (core, _) => core.DeleteRunAsync(new("demo", "a"), false, default),
        (core, _) => core.GetRunLogsAsync(new("demo", "a"), default),
        (core, _) => core.GetRunMetricsAsync(new("demo", "a"), default),
        (core, _) => core.AddRunMetricAsync(new("demo", "a"), new MetricAddition("m", [1], false, false), default),
        (core, _) => core.GetRunResourcesAsync(new("demo", "a"), default),
        (core, _) => Use(core.GetEntityAsync(new(EntityType.Function, "demo", "f"), default)),
        (core, random) => Use(core.ListEntitiesAsync(new EntityQuery(random.One(Enum.GetValues<EntityType>())) { Project = random.Next(3) == 0 ? null : "demo", AllVersions = random.Next(2) == 0 }, default)),
        (core, _) => Use(core.CreateEntityAsync(EntityType.Function, Docs.Map(("kind", "python"), ("project", "demo"), ("name", "train")), default)),
        (core, _) => core.DeleteEntityAsync(new(EntityType.Function, "demo", "f"), false, default),
        (core, _) => core.CountRunsOfAsync(new(EntityType.Function, "demo", "f"), default),
    ];

    [Fact]
    public void Damaged_answers() => Fuzz.Run(
        output,
        10,
        random => (Random: random, Operation: random.Next(Operations.Length), Level: random.Next(13, 17)),
        input =>
        {
            var backend = new CoreBackend(new DamagedCore(input.Random, input.Level));
            Operations[input.Operation](backend, input.Random).GetAwaiter().GetResult();
        },
        input => $"operation {input.Operation} on level {input.Level}");

    [Fact]
    public void Damaged_answers_to_a_sign_in() => Fuzz.Run(
        output,
        2,
        random => random,
        random =>
        {
            using var stub = new StubCore();
            stub.Instead = (request, _) => random.Next(4) == 0 ? null : Answer(random, request.Method == HttpMethod.Post ? "/auth/token" : "/.well-known");
            var signIn = random.Next(3) switch
            {
                0 => (DigitalHub.SignIn)new TokenSignIn(new Secret(stub.IssueAccess()), new Secret(stub.IssueRefresh())),
                1 => new ClientSignIn("cli", new Secret("secret")),
                _ => new PersonalTokenSignIn(new Secret("token")),
            };
            var credentials = CredentialsFactory.Create(stub.Options with { SignIn = signIn }, stub.Invoker());
            var header = credentials.GetAsync(default).AsTask().GetAwaiter().GetResult();
            _ = credentials.RenewAsync(header, default).AsTask().GetAwaiter().GetResult();
        },
        _ => "a sign-in");

    [Fact]
    public void Damaged_visits_to_who_waits_for_the_browser()
    {
        using var listener = LoopbackListener.Start();
        var good = $"GET /callback?code=c&state=mine HTTP/1.1\r\nHost: localhost:{listener.Redirect.Port}\r\nAccept: */*\r\n\r\n";
        Fuzz.Run(
            output,
            0.5,
            random => random.Next(2) == 0 ? Damage.Bytes(random, Encoding.UTF8.GetBytes(good)) : Encoding.UTF8.GetBytes(good.Replace(random.One((string[])["c&", "mine", "GET", "/callback", "localhost"]), Damage.Text(random, ["error", "state=mine&error=x", "[::1]", "127.0.0.1", "//x", "code"]), StringComparison.Ordinal)),
            visit => VisitAsync(listener, visit).GetAwaiter().GetResult(),
            Shown.Of);
    }

    private static async Task VisitAsync(LoopbackListener listener, byte[] visit)
    {
        using var stop = new CancellationTokenSource();
        var answer = listener.AnswerAsync("mine", stop.Token);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, listener.Redirect.Port);
            using var reader = new StreamReader(client.GetStream());
            try
            {
                await client.Client.SendAsync(visit);
                client.Client.Shutdown(SocketShutdown.Send);
                Assert.StartsWith("HTTP/1.1 ", await reader.ReadToEndAsync(), StringComparison.Ordinal);
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // Who says more than is listened to is hung up on.
                Assert.True(visit.Length > 1000, exception.ToString());
            }
        }
        await stop.CancelAsync();
        try
        {
            Assert.StartsWith($"{listener.Redirect}?", await answer, StringComparison.Ordinal);
        }
        catch (OperationCanceledException)
        {
            // It was none that is waited for.
        }
    }

    private static HttpResponseMessage Answer(Random random, string path)
    {
        var (_, _, status, type, body) = random.One(Exchanges.Where(exchange => exchange.Path.StartsWith(path, StringComparison.Ordinal)).ToList());
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Damage.Json(random, body)) };
        answer.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return answer;
    }

    private static async Task Use(Task<StoredDocument> document) => Use(await document);

    private static async Task Use(IAsyncEnumerable<StoredDocument> documents)
    {
        var left = 200;
        await foreach (var document in documents)
        {
            Use(document);
            if (--left == 0) break;
        }
    }

    private static void Use(StoredDocument document)
    {
        foreach (var name in (string[])["kind", "project", "id", "name", "key", "created"]) _ = document.Head(name);
        var map = document.Map;
        _ = RunMoves.State(map);
        _ = RunReason.Of(map);
        _ = RunFacts.Url(map);
        _ = RunFacts.FirstTime(map, "RUNNING");
        _ = RunFacts.IsLocal(map);
        _ = JsonText.Write(map);
    }

    private static IEnumerable<(string, string, int, string, string)> Read()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Reading.DataFolder, "transcripts")).Order(StringComparer.Ordinal))
        {
            foreach (var exchange in JsonNode.Parse(File.ReadAllText(file))!["exchanges"]?.AsArray() ?? [])
            {
                if (exchange!["response"] is not { } response || response["body"] is not { } body) continue;
                var text = body.ToJsonString();
                if (text.Length > 20_000) continue;
                yield return ((string)exchange["request"]!["method"]!, (string)exchange["request"]!["path"]!, (int)response["status"]!, (string?)response["headers"]?["Content-Type"] ?? "application/json", text);
            }
        }
    }

    /// <summary>Answers each request with what a core answered to one like it, damaged.</summary>
    private sealed class DamagedCore(Random random, int level) : ICoreTransport
    {
        private static readonly CoreOptions Options = new(new Uri("https://core.example.org"));

        private static readonly ErrorMapping Mapping = new(CoreAddress.Of(Options), new Redaction(Options), TimeProvider.System);

        private static readonly ConcurrentDictionary<string, List<(string Method, string Path, int Status, string Type, string Body)>> Alike = new(StringComparer.Ordinal);

        private int _requests;

        public BackendStatus? Known => new("ann", "0.15.1", level, true);

        // What is waited for passes at once.
        public TimeProvider Clock { get; } = new HastyClock();

        public TimeSpan Timeout => TimeSpan.FromSeconds(100);

        public Task<CoreAnswer> SendAsync(CoreRequest request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++_requests > MostRequests) throw new ServerException("ConnectionFailed", ErrorKind.ConnectionError, "It is gone.");
            if (random.Next(30) == 0) throw new ServerException("ConnectionFailed", ErrorKind.ConnectionError, "It was lost.") { AnswerLost = true };
            var alike = Like(request);
            var (_, _, status, type, body) = random.One(random.Next(20) == 0 ? Exchanges : alike);
            var bytes = random.Next(4) == 0 ? Encoding.UTF8.GetBytes(body) : Damage.Json(random, body);
            if (status is >= 200 and < 300) return Task.FromResult(new CoreAnswer(random.Next(50) == 0 ? default : bytes) { Date = random.Next(2) == 0 ? null : DateTimeOffset.UnixEpoch });
            if (random.Next(10) == 0) status = random.Next(100, 1000);
            throw Mapping.Of(request, new WireAnswer { Status = status, ContentType = random.Next(10) == 0 ? Damage.Text(random, ["application/json", "text/html"]) : type, Body = bytes, RetryAfter = random.Next(5) == 0 ? TimeSpan.FromSeconds(1) : null });
        }

        public Task<CoreSocket?> OpenSocketAsync(AuthenticationHeaderValue? refused, CancellationToken cancellationToken) => Task.FromResult<CoreSocket?>(null);

        public ValueTask<CoreLevel> LevelAsync(CancellationToken cancellationToken) => new(new CoreLevel(level));

        public ValueTask<CoreIdentity> IdentityAsync(CancellationToken cancellationToken) => new(new CoreIdentity("ann", ["ROLE_USER", "demo:ROLE_USER"]));

        public ValueTask DisposeAsync() => default;

        private static List<(string Method, string Path, int Status, string Type, string Body)> Like(CoreRequest request) =>
            Alike.GetOrAdd($"{request.Method} {request.Path.Split('?')[0]}", _ => Find(request));

        private static List<(string Method, string Path, int Status, string Type, string Body)> Find(CoreRequest request)
        {
            var path = request.Path.Split('?')[0].Split('/');
            // The same kind of thing, and the same part of it where one is asked for: /api/v1/-/demo/runs/a/logs.
            var alike = Exchanges.Where(exchange => exchange.Method == request.Method.Method && exchange.Path.Split('?')[0].Split('/') is var other && other.Length == path.Length && (path.Length < 6 ? other[^1] == path[^1] : other[5] == path[5] && (path.Length < 8 || other[7] == path[7]))).ToList();
            return alike.Count > 0 ? alike : Exchanges;
        }
    }
}
