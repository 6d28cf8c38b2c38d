// Control over HTTP, for tests in other processes. No core has these paths; they are neither logged nor met by faults.
//
//   GET    /__fake/requests      the requests so far: [{number, method, target, headers, body, status, started, ended}]
//   DELETE /__fake/requests      forgets them
//   GET    /__fake/stats         {requests, concurrency, peakConcurrency, faults, subscriptions}
//   POST   /__fake/faults        adds a fault or an array of them, with the fields of Fault:
//                                {kind, method, path, after, times, act, duration (ms), statusCode, retryAfter (s), retryAt, html,
//                                location, skew (s), megabytes}
//   DELETE /__fake/faults        removes all
//   POST   /__fake/seed          {project, count, prefix, function, states, labels, local, user}: makes runs, answers {ids}
//   POST   /__fake/documents     {type: "Run", document: {...}}: adds a document as it is
//   DELETE /__fake/documents     {type, id}: removes one
//   POST   /__fake/revoke        {what: "access" | "refresh" | "personal" | "all"}
//   POST   /__fake/tokens        {user, what: "access" | "refresh" | "personal"}: answers {token}
//   POST   /__fake/plan          {run, outcome: "COMPLETED" | "ERROR" | "SERVICE" | "UNSCHEDULABLE", message}: before the run is created;
//                                without a run, for all that are created from now on
//   POST   /__fake/step          {run}: lets the next thing happen to it; without a run, to all
//   POST   /__fake/drop          breaks all connections for notifications
//   POST   /__fake/clock         {skew (s)}
using System.Text.Json;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Faults;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Store;

namespace DigitalHub.FakeCore.Admin;

/// <summary>The paths under <c>/__fake</c>.</summary>
internal sealed class ControlRoutes(CoreServices core)
{
    public const string Root = "/__fake/";

    public Answer Answer(CoreRequest request)
    {
        try
        {
            var result = (request.Method, request.Path[Root.Length..]) switch
            {
                ("GET", "requests") => JsonSerializer.SerializeToNode(core.Requests.All, Json.Options),
                ("DELETE", "requests") => Do(core.Requests.Clear),
                ("GET", "stats") => Stats(),
                ("POST", "faults") => AddFaults(JsonNode.Parse(request.Body)!),
                ("DELETE", "faults") => Do(core.Faults.Clear),
                ("POST", "seed") => Seed(request.JsonObject()),
                ("POST", "documents") => Do(() => core.Store.Add(TypeOf(request.JsonObject()), request.JsonObject()["document"]!.AsObject())),
                ("DELETE", "documents") => Do(() => core.Store.Remove(TypeOf(request.JsonObject()), Required(request.JsonObject(), "id"))),
                ("POST", "revoke") => Do(() => Revoke(Required(request.JsonObject(), "what"))),
                ("POST", "tokens") => Issue(request.JsonObject()),
                ("POST", "plan") => Do(() => Plan(request.JsonObject())),
                ("POST", "step") => Step(request.Body.Length == 0 ? [] : request.JsonObject()),
                ("POST", "drop") => Do(core.Notifications.Drop),
                ("POST", "clock") => Do(() => core.Clock.Skew = TimeSpan.FromSeconds(request.JsonObject()["skew"]!.GetValue<double>())),
                _ => throw new ArgumentException($"There is no {request.Method} {request.Path}."),
            };
            return Hosting.Answer.Plain(writer => (result ?? new JsonObject()).WriteTo(writer));
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or JsonException or NullReferenceException or CoreError)
        {
            return Hosting.Answer.Plain(writer => new JsonObject { ["error"] = problem.Message }.WriteTo(writer)) with { Status = 400 };
        }
    }

    private static JsonObject Do(Action act)
    {
        act();
        return [];
    }

    private static string Required(JsonObject body, string field) => Json.String(body, field) ?? throw new ArgumentException($"'{field}' is missing.");

    private static EntityType TypeOf(JsonObject body) => Enum.Parse<EntityType>(Required(body, "type"), ignoreCase: true);

    private JsonObject Stats() => new()
    {
        ["requests"] = core.Requests.Count,
        ["concurrency"] = core.Requests.Concurrency,
        ["peakConcurrency"] = core.Requests.PeakConcurrency,
        ["faults"] = core.Faults.Happened,
        ["subscriptions"] = core.Notifications.Subscriptions,
    };

    private JsonObject AddFaults(JsonNode body)
    {
        foreach (var fault in body is JsonArray list ? list.OfType<JsonObject>() : [body.AsObject()])
        {
            core.Faults.Add(ReadFault(fault));
        }
        return [];
    }

    private static Fault ReadFault(JsonObject body) => new(Enum.Parse<FaultKind>(Required(body, "kind"), ignoreCase: true))
    {
        Method = Json.String(body, "method"),
        Path = Json.String(body, "path"),
        After = body["after"]?.GetValue<int>() ?? 0,
        Times = body["times"]?.GetValue<int>() ?? 1,
        Act = Json.IsTrue(body, "act"),
        Duration = body["duration"] is { } duration ? TimeSpan.FromMilliseconds(duration.GetValue<double>()) : Timeout.InfiniteTimeSpan,
        StatusCode = body["statusCode"]?.GetValue<int>() ?? 503,
        RetryAfter = body["retryAfter"] is { } seconds ? TimeSpan.FromSeconds(seconds.GetValue<double>()) : null,
        RetryAt = body["retryAt"]?.GetValue<DateTimeOffset>(),
        Html = Json.String(body, "html"),
        Location = Json.String(body, "location") ?? "https://login.example.test/",
        Skew = TimeSpan.FromSeconds(body["skew"]?.GetValue<double>() ?? 0),
        Megabytes = body["megabytes"]?.GetValue<int>() ?? 1,
    };

    private JsonObject Seed(JsonObject body)
    {
        var standard = new SeedOptions();
        var ids = core.Seeder.Seed(Required(body, "project"), body["count"]!.GetValue<int>(), standard with
        {
            Prefix = Json.String(body, "prefix") ?? standard.Prefix,
            Function = Json.String(body, "function") ?? standard.Function,
            States = Texts(body["states"]) ?? standard.States,
            Labels = Texts(body["labels"]) ?? standard.Labels,
            Local = body["local"]?.GetValue<bool>() ?? standard.Local,
            User = Json.String(body, "user") ?? standard.User,
        });
        return new JsonObject { ["ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) };
    }

    private static string[]? Texts(JsonNode? list) => (list as JsonArray)?.Select(Json.Text).OfType<string>().ToArray();

    private void Revoke(string what)
    {
        switch (what)
        {
            case "access":
                core.Tokens.RevokeAccessTokens();
                break;
            case "refresh":
                core.Tokens.RevokeRefreshTokens();
                break;
            case "personal":
                core.Tokens.RevokePersonalTokens();
                break;
            case "all":
                core.Tokens.RevokeAll();
                break;
            default:
                throw new ArgumentException($"There are no tokens '{what}'.");
        }
    }

    private JsonObject Issue(JsonObject body)
    {
        var user = Required(body, "user");
        var token = Required(body, "what") switch
        {
            "access" => core.Tokens.IssueAccessToken(user),
            "refresh" => core.Tokens.IssueRefreshToken(user),
            "personal" => core.Tokens.IssuePersonalToken(user),
            var what => throw new ArgumentException($"There are no tokens '{what}'."),
        };
        return new JsonObject { ["token"] = token };
    }

    private void Plan(JsonObject body)
    {
        var plan = Required(body, "outcome") switch
        {
            "COMPLETED" => RunPlan.Job,
            "ERROR" => Json.String(body, "message") is { } message ? RunPlan.Failing(message) : RunPlan.Failing(),
            "SERVICE" => RunPlan.Service,
            "UNSCHEDULABLE" => RunPlan.Unschedulable,
            var outcome => throw new ArgumentException($"There is no outcome '{outcome}'."),
        };
        if (Json.String(body, "run") is { } run) core.Cluster.Plan(run, plan);
        else core.Cluster.PlanWhere(_ => true, plan);
    }

    private JsonObject Step(JsonObject body) =>
        new() { ["happened"] = Json.String(body, "run") is { } run ? (core.Cluster.Step(run) ? 1 : 0) : core.Cluster.StepAll() };
}
