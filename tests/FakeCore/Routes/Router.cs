using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using Microsoft.AspNetCore.Http;

namespace DigitalHub.FakeCore.Routes;

/// <summary>Finds the route of a request, refuses whoever may not use it, and answers (contract, section 1.3).</summary>
internal sealed class Router
{
    private readonly ILookup<int, Route> _routes;
    private readonly CoreServices _core;
    private readonly Authenticator _authenticator;

    public Router(CoreServices core)
    {
        _core = core;
        _authenticator = new Authenticator(core.Options, core.Users, core.Tokens);
        _routes = new[]
        {
            new DiscoveryRoutes(core).Routes(),
            new AuthRoutes(core).Routes(),
            new PersonalTokenRoutes(core).Routes(),
            new ProjectRoutes(core).Routes(),
            new ShareRoutes(core).Routes(),
            new ExecutableRoutes(core, EntityType.Function).Routes(),
            new ExecutableRoutes(core, EntityType.Workflow).Routes(),
            new TaskRoutes(core).Routes(),
            new RunRoutes(core).Routes(),
            new RunPartRoutes(core).Routes(),
            new LogRoutes(core).Routes(),
            new SearchRoutes(core).Routes(),
            new SchemaRoutes(core).Routes(),
        }.SelectMany(routes => routes).OrderByDescending(route => route.Exactness).ToLookup(route => route.Length);
    }

    public Answer Answer(CoreRequest request)
    {
        try
        {
            return WithDisposition(request, Find(request).Handle(request));
        }
        catch (CoreError error)
        {
            return error.ToAnswer(request);
        }
    }

    private Route Find(CoreRequest request)
    {
        // The filters stand before the routes: without credentials an unknown path is refused like a known one.
        if (request.Segments is ["api", ..])
        {
            request.Principal = _authenticator.Authenticate(request);
        }
        var method = HttpMethods.IsHead(request.Method) ? HttpMethods.Get : request.Method;
        foreach (var route in _routes[request.Segments.Length])
        {
            if (route.Method == method && route.Matches(request.Segments))
            {
                route.Bind(request);
                Authorize(request, route.Permission);
                return route;
            }
        }
        throw NotFound(request.Segments);
    }

    // The order of the methods is that of a hash set in Java; these are the recorded ones.
    private CoreError NotFound(string[] segments)
    {
        var methods = _routes[segments.Length].Where(route => route.Matches(segments)).Select(route => route.Method).Distinct().Order(StringComparer.Ordinal);
        var allow = string.Join(", ", _core.Rules.Level >= 15 ? methods.Reverse() : methods);
        return allow.Length == 0 ? CoreError.Boot(404) : CoreError.Boot(405, ("Allow", allow));
    }

    private static void Authorize(CoreRequest request, Permission permission)
    {
        var allowed = permission switch
        {
            Permission.Admin => request.Principal.IsAdmin,
            Permission.Project => request.Principal.CanUse(request.Route["project"]),
            _ => true,
        };
        if (!allowed)
        {
            throw CoreError.Boot(403);
        }
    }

    // Spring guards against downloads with a made-up extension: an id with a dot looks like a file (runs-read.json).
    private static Answer WithDisposition(CoreRequest request, Answer answer)
    {
        if (!answer.ApiHeaders || answer.Body.IsEmpty || request.Segments.Length == 0)
        {
            return answer;
        }
        var last = request.Segments[^1];
        var dot = last.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 || last[(dot + 1)..] is "txt" or "text" or "yml" or "properties" or "csv" or "json" or "xml" or "png" or "jpg" or "gif"
            ? answer
            : answer with { Headers = [.. answer.Headers, ("Content-Disposition", "inline;filename=f.txt")] };
    }
}
