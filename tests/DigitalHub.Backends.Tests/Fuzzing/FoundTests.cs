using System.Net;
using System.Text;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Core.Notifications;
using DigitalHub.Backends.Core.Runs;
using DigitalHub.Backends.Local;
using DigitalHub.Backends.Profiles;
using DigitalHub.Backends.SignIns;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.Backends.Tests.Core;
using DigitalHub.Backends.Tests.Local;
using DigitalHub.Backends.Tests.SignIns;

namespace DigitalHub.Backends.Tests.Fuzzing;

/// <summary>What was found by inputs by chance and is mended.</summary>
public sealed class FoundTests
{
    private static readonly byte[] HalfOfACharacter = [.. "{\"message\":\"\\ud83d\",\"errorCode\":1,\"username\":\"\\ud83d\",\"dhcore_version\":\"\\ud83d\"}"u8];

    private static readonly byte[] NoUtf8 = [.. "{\"message\":\""u8, 0xff, .. "\",\"errorCode\":1,\"username\":\""u8, 0xff, .. "\",\"dhcore_version\":\""u8, 0xff, .. "\"}"u8];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Text_that_is_no_text_in_an_answer(bool half)
    {
        var body = half ? HalfOfACharacter : NoUtf8;
        var options = new CoreOptions(new Uri("https://core.example.org"));
        var mapping = new ErrorMapping(CoreAddress.Of(options), new Redaction(options), TimeProvider.System);

        Assert.NotEmpty(mapping.Of(new CoreRequest(HttpMethod.Get, "/api/v1/projects"), new WireAnswer { Status = 400, ContentType = "application/json", Body = body }).Message);
        Assert.Null(IdentityReader.TryRead(body));
        Assert.Null(ServerConfiguration.TryRead(body));
        Assert.Null(TokenClaims.Of(new Secret($"a.{Convert.ToBase64String("{\"sub\":\"\\ud83d\"}"u8).TrimEnd('=')}.c")).User);
    }

    [Theory]
    [InlineData("""[{"\ud83d":1,"content":""}]""")]
    [InlineData("""[{"content":"","status":{"pod":"\ud83d"}}]""")]
    [InlineData("""[{"content":"","extensions":{"\ud83d":1}}]""")]
    [InlineData("""[{"id":"\ud83d"}]""")]
    [InlineData("""[{"content":"\ud83d"}]""")]
    [InlineData("""[{"content":"%%%"}]""")]
    [InlineData("""[{"content":5}]""")]
    [InlineData("""[{"content":"",""")]
    [InlineData("{}")]
    [InlineData("x")]
    public async Task A_damaged_log_is_an_unexpected_answer(string body)
    {
        var core = new MemoryCore();
        core.Answers["GET /api/v1/-/pp/runs/a/logs"] = body;
        await using var backend = new CoreBackend(core);

        Assert.Equal("UnexpectedResponse", (await Assert.ThrowsAsync<ServerException>(() => backend.GetRunLogsAsync(new("pp", "a"), default))).ErrorId);
    }

    [Fact]
    public void A_log_whose_bytes_are_no_text_is_an_unexpected_answer()
    {
        var request = new CoreRequest(HttpMethod.Get, "/api/v1/-/pp/runs/a/logs");
        foreach (var body in (byte[][])[[.. "[{\""u8, 0xff, .. "\":1}]"u8], [.. "[{\"id\":\""u8, 0xff, .. "\"}]"u8], [.. "[{\"content\":\""u8, 0xff, .. "\"}]"u8]])
        {
            Assert.Equal("UnexpectedResponse", Assert.Throws<ServerException>(() => LogReader.Read(request, new CoreAnswer(body))).ErrorId);
        }
    }

    [Theory]
    [InlineData(200, """{"access_token":"\ud83d","token_type":"Bearer"}""")]
    [InlineData(200, """{"access_token":"a.b.c","token_type":"\ud83d","refresh_token":"\ud83d"}""")]
    [InlineData(200, """{"access_token":"a.b.c","other":"\ud83d"}""")]
    [InlineData(200, """{"access_token":"a.b.c","\ud83d":1}""")]
    [InlineData(200, "[]")]
    [InlineData(200, "null")]
    [InlineData(200, "{")]
    [InlineData(200, "")]
    [InlineData(400, """{"error":"\ud83d"}""")]
    [InlineData(400, """{"message":"\ud83d"}""")]
    [InlineData(500, """{"error_description":"\ud83d"}""")]
    public async Task A_damaged_answer_to_a_sign_in_is_an_error_of_it(int status, string body)
    {
        using var stub = new StubCore();
        stub.Instead = (request, _) => request.Method == HttpMethod.Post ? new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") } : null;
        var credentials = CredentialsFactory.Create(stub.Options with { SignIn = new ClientSignIn("cli", new Secret(stub.ClientSecret)) }, stub.Invoker());

        var error = await Assert.ThrowsAnyAsync<DigitalHubException>(() => credentials.GetAsync(default).AsTask());
        NoSecrets.In(error);
        Assert.Contains(error.ErrorId, (string[])["UnexpectedResponse", "AuthenticationFailed", "ServerError"]);
        Assert.NotNull(error.RecommendedAction);
    }

    [Theory]
    [InlineData("/.well-known/openid-configuration", """{"issuer":"\ud83d","token_endpoint":"https://core.example.org/auth/token"}""")]
    [InlineData("/.well-known/openid-configuration", """{"issuer":"x","token_endpoint":"\ud83d"}""")]
    [InlineData("/.well-known/openid-configuration", """{"token_endpoint":"https://core.example.org/auth/token","scopes_supported":["\ud83d"]}""")]
    [InlineData("/.well-known/openid-configuration", """{"token_endpoint":"file://\u202e/etc/pass\u0085\u89b2wd"}""")]
    [InlineData("/.well-known/configuration", """{"dhcore_client_id":"\ud83d","oauth2_token_endpoint":"https://core.example.org/auth/token"}""")]
    public async Task A_damaged_answer_to_the_question_how_to_sign_in_is_none(string path, string body)
    {
        using var stub = new StubCore();
        stub.Instead = (request, _) => request.RequestUri!.AbsolutePath == path ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") } : null;
        var credentials = CredentialsFactory.Create(stub.Options with { SignIn = new PersonalTokenSignIn(new Secret(stub.PersonalToken)) }, stub.Invoker());

        var refused = await credentials.GetAsync(default);
        // The token's address is in both.
        Assert.True(await credentials.RenewAsync(refused, default));
        Assert.True(stub.Accepts((await credentials.GetAsync(default))!.Parameter));
    }

    [Theory]
    [InlineData("""{"action":"CREATE","record":{"id":"a","name":"\ud83d"}}""")]
    [InlineData("""{"action":"CREATE","record":{"id":"a","\ud83d":1}}""")]
    [InlineData("""{"action":"CREATE","record":{"id":"a","x":1,"x":2}}""")]
    [InlineData("""{"action":"CREATE","record":{"id":"a","x":1e999}}""")]
    [InlineData("""{"action":"\ud83d","record":{"id":"a"}}""")]
    public void A_notification_of_a_run_that_can_not_be_read_is_none(string body) => Assert.Null(NoticeReader.Read(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("2147483647,2147483647")]
    [InlineData("0,2147483647")]
    [InlineData("2147483647,0")]
    public async Task A_sign_of_life_that_is_promised_for_after_the_end_of_all_timers(string beats)
    {
        var bytes = Encoding.UTF8.GetBytes($"CONNECTED\nheart-beat:{beats}\n\n\0MESSAGE\n\n{{}}\0");
        await using var connection = new StompConnection(new SendingSocket(bytes, bytes.Length - 5), TimeProvider.System);

        Assert.Equal(StompFrame.Connected, (await connection.ConnectAsync("host", "who", default)).Command);
        Assert.Equal(StompFrame.Message, (await connection.ReceiveAsync(default)).Command);
    }

    [Theory]
    [InlineData("plan", "{}")]
    [InlineData("plan", """{"moves":null,"from":1,"to":2,"cut":null,"tail":1,"message":null,"status":{},"log":[],"metrics":{}}""")]
    [InlineData("plan", """{"moves":[{"at":"now"}],"from":1,"to":2,"cut":null,"tail":1,"message":null,"status":{},"log":[],"metrics":{}}""")]
    [InlineData("plan", """{"moves":[{"state":"ERROR","at":9223372036854775807}],"from":1,"to":2,"cut":null,"tail":1,"message":null,"status":{},"log":[],"metrics":{}}""")]
    [InlineData("plan", """{"moves":[],"from":1.5,"to":2,"cut":null,"tail":1,"message":null,"status":{},"log":[1],"metrics":{}}""")]
    [InlineData("step", "-1")]
    [InlineData("step", "99")]
    public async Task A_plan_of_a_rehearsed_run_that_is_none_is_damage(string column, string value)
    {
        using var folder = new TemporaryFolder();
        var options = new LocalStoreOptions(folder.File("store.db"));
        await using (var store = new LocalStore(options with { Rehearsal = RehearsalReader.Read([Docs.Json("""{"After":0}""")]) }))
        {
            await store.CreateProjectAsync(Docs.Project("demo"), default);
            await store.CreateRunAsync(Docs.Run("demo", "a"), default);
        }
        RawSql.Run(options.Path, $"UPDATE rehearsals SET due = 1, {column} = '{value}'");
        await using var damaged = new LocalStore(options);

        foreach (var use in (Func<Task>[])[() => damaged.GetRunAsync(new("demo", "a"), default), () => damaged.IdsAsync(new RunQuery()), () => damaged.UpdateRunAsync(new("demo", "a"), new EntityChange { AddLabels = ["x"] }, default)])
        {
            Assert.Equal("StoreDamaged", (await Assert.ThrowsAsync<StoreException>(use)).ErrorId);
        }
    }

    // .NET itself raises an IndexOutOfRangeException for it.
    [Fact]
    public void An_address_in_which_dotnet_loses_its_way()
    {
        const string Text = "file://\u202e/etc/pass\u0085\u89b2wd";
        var profiles = new DigitalHub.Backends.Profiles.Profiles(() => new ProfileEnvironment(new Dictionary<string, string> { ["DHCORE_ENDPOINT"] = Text }, null));

        Assert.False(WebAddress.TryRead(Text, out _));
        Assert.NotEmpty(Assert.ThrowsAny<DigitalHubException>(() => ((IProfiles)profiles).Find(null)).ErrorId);
    }

    [Theory]
    [InlineData("projects", "{\"a\":1}")]
    [InlineData("entities", "{\"a\":1}")]
    [InlineData("entities", "{\"project\":\"demo\",\"kind\":5,\"name\":\"train\",\"id\":\"f\",\"user\":\"ann\"}")]
    [InlineData("run_documents", "{\"a\":1}")]
    [InlineData("run_documents", "{\"id\":\"a\",\"status\":{\"state\":\"RUNNING\"}}")]
    public async Task A_document_that_no_store_wrote_is_damage(string table, string document)
    {
        using var folder = new TemporaryFolder();
        await using var store = new LocalStore(new LocalStoreOptions(folder.File("store.db")));
        await store.CreateProjectAsync(Docs.Project("demo"), default);
        await store.CreateEntityAsync(EntityType.Function, Docs.Map(("kind", "python"), ("project", "demo"), ("id", "f"), ("name", "train")), default);
        await store.CreateRunAsync(Docs.Run("demo", "a"), default);
        RawSql.Run(folder.File("store.db"), $"UPDATE {table} SET document = '{document}'");
        var change = new EntityChange { AddLabels = ["x"] };
        Func<Task>[] uses = table switch
        {
            "projects" => [() => store.UpdateProjectAsync("demo", change, default)],
            "entities" => [() => store.UpdateEntityAsync(new(EntityType.Function, "demo", "f"), change, default)],
            _ => [() => store.UpdateRunAsync(new("demo", "a"), change, default), () => store.InvokeRunActionAsync(new("demo", "a"), "stop", default)],
        };

        foreach (var use in uses) Assert.Equal("StoreDamaged", (await Assert.ThrowsAsync<StoreException>(use)).ErrorId);
    }

    [Fact]
    public async Task A_run_without_an_id_is_changed_or_refused_on_an_old_core()
    {
        var core = new MemoryCore(level: 13);
        core.Answers["GET /api/v1/-/pp/runs/a"] = """{"kind":"python+run","project":"pp","name":"a","metadata":{},"spec":{},"status":{"state":"COMPLETED"}}""";
        await using var backend = new CoreBackend(core);

        var error = await Record.ExceptionAsync(() => backend.UpdateRunAsync(new("pp", "a"), new EntityChange { AddLabels = ["x"] }, default));

        Assert.True(error is null or DigitalHubException, error?.ToString());
    }

    [Fact]
    public async Task A_token_that_is_said_to_live_longer_than_the_calendar_goes()
    {
        using var stub = new StubCore();
        var token = $"a.{Convert.ToBase64String("{\"sub\":\"ann\",\"iat\":1,\"exp\":253402300000}"u8).TrimEnd('=')}.c";
        stub.Instead = (request, _) => request.Method == HttpMethod.Post ? StubCore.Json(200, new Dictionary<string, object> { ["token_type"] = "Bearer", ["access_token"] = token }) : null;
        var credentials = CredentialsFactory.Create(stub.Options with { SignIn = new ClientSignIn("cli", new Secret("secret")) }, stub.Invoker());

        Assert.Equal(token, (await credentials.GetAsync(default))!.Parameter);
    }

    // SQLite took the text to end there, and found everything.
    [Fact]
    public async Task A_null_character_to_look_for()
    {
        using var folder = new TemporaryFolder();
        await using var store = new LocalStore(new LocalStoreOptions(folder.File("store.db")));
        await store.CreateProjectAsync(Docs.Project("demo"), default);

        foreach (var query in (RunQuery[])[new() { Text = "\0\u745f" }, new() { Text = "\0" }, new() { Names = ["a*\0"] }, new() { Users = ["\0"] }])
        {
            Assert.Equal("ValueInvalid", (await Assert.ThrowsAsync<InputException>(() => store.IdsAsync(query))).ErrorId);
        }
    }

    [Theory]
    [InlineData(RunSort.Created, 2, long.MaxValue, "c,d")]
    [InlineData(RunSort.Name, 2, long.MaxValue, "c,d")]
    [InlineData(RunSort.User, 3, long.MaxValue - 1, "d")]
    [InlineData(RunSort.Created, long.MaxValue, null, "")]
    [InlineData(RunSort.Created, long.MaxValue, 1L, "")]
    [InlineData(RunSort.Created, int.MaxValue + 1L, 5L, "")]
    [InlineData(RunSort.Name, long.MaxValue, long.MaxValue, "")]
    public async Task A_place_in_a_listing_beyond_all_numbers(RunSort sort, long skip, long? first, string found)
    {
        using var folder = new TemporaryFolder();
        var memory = new MemoryCore(projects: ["pp"]);
        IBackend[] backends = [new CoreBackend(memory), new LocalStore(new LocalStoreOptions(folder.File("store.db")) { User = "ann" })];
        await backends[1].CreateProjectAsync(Docs.Project("pp"), default);
        foreach (var id in (string[])["a", "b", "c", "d"])
        {
            memory.Time.Advance(TimeSpan.FromSeconds(1));
            memory.Add(Docs.Run("pp", id, id, "python+job:run", Docs.Map()));
            await backends[1].CreateRunAsync(Docs.Run("pp", id, id, "python+job:run", Docs.Map()), default);
        }

        foreach (var backend in backends)
        {
            foreach (var project in (string?[])["pp", null])
            {
                Assert.Equal(found, string.Join(',', await backend.IdsAsync(new RunQuery { Project = project, Sort = sort, Descending = false, Skip = skip, First = first })));
            }
            await backend.DisposeAsync();
        }
    }

    [Fact]
    public async Task Functions_behind_so_many_that_no_number_holds_them()
    {
        await using var server = await FakeCore.FakeCoreServer.StartAsync(new FakeCore.FakeCoreOptions());
        server.Seed("demo", 1);
        await using var core = new CoreBackend(new CoreTransport(new CoreOptions(server.Endpoint) { SignIn = new NoSignIn() }));
        var query = new EntityQuery(EntityType.Function) { Project = "demo", First = long.MaxValue };

        Assert.Single(await core.ListEntitiesAsync(query, default).ToListAsync());
        Assert.Empty(await core.ListEntitiesAsync(query with { Skip = long.MaxValue }, default).ToListAsync());
        Assert.Empty(await core.ListEntitiesAsync(query with { Skip = 1 }, default).ToListAsync());
    }

    [Fact]
    public async Task The_newest_function_of_a_name_in_each_of_all_projects()
    {
        await using var server = await FakeCore.FakeCoreServer.StartAsync(new FakeCore.FakeCoreOptions());
        foreach (var project in (string[])["one", "two", "three"]) server.Seed(project, 0);
        await using var core = new CoreBackend(new CoreTransport(new CoreOptions(server.Endpoint) { SignIn = new NoSignIn() }));
        await core.CreateEntityAsync(EntityType.Function, Docs.Map(("kind", "container"), ("project", "two"), ("id", "newer"), ("name", "hello"), ("spec", Docs.Map(("image", "alpine")))), default);
        var query = new EntityQuery(EntityType.Function);

        var found = await core.ListEntitiesAsync(query, default).ToListAsync();
        Assert.Equal(["two", "three", "one"], found.Select(function => function.Head("project")));
        Assert.Equal("newer", found[0].Id());
        Assert.Equal(["three", "one"], (await core.ListEntitiesAsync(query with { Kinds = ["python"] }, default).ToListAsync()).Select(function => function.Head("project")));
        Assert.Equal(["three"], (await core.ListEntitiesAsync(query with { Skip = 1, First = 1 }, default).ToListAsync()).Select(function => function.Head("project")));
        Assert.Equal(4, (await core.ListEntitiesAsync(query with { AllVersions = true }, default).ToListAsync()).Count);
    }
}
