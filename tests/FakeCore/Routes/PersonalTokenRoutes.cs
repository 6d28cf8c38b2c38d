using System.Text.Json;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Paging;

namespace DigitalHub.FakeCore.Routes;

/// <summary>Personal access tokens (contract, section 9.5).</summary>
internal sealed class PersonalTokenRoutes(CoreServices core)
{
    private const string Root = "/api/v1/tokens/personal";
    private const int YearInSeconds = 31_536_000;
    private const int StandardSize = 20;

    public IEnumerable<Route> Routes() =>
    [
        new("GET", Root, Permission.User, List),
        new("POST", Root, Permission.User, Create),
        new("GET", Root + "/{id}", Permission.User, request =>
            Hosting.Answer.Document(writer => Write(writer, Find(request) ?? throw CoreError.Project(404, "No such entity.")))),
        new("DELETE", Root + "/{id}", Permission.User, request =>
        {
            if (Find(request) is { } token)
            {
                core.Tokens.RemovePersonal(token.Id);
            }
            return Hosting.Answer.Empty;
        }),
    ];

    /// <summary>The answer that holds a new token: the only one that shows it.</summary>
    public static Answer Answer(string token, string client, string issuer, string? issuedType) => Hosting.Answer.Plain(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("token_type", "Bearer");
        writer.WriteString("access_token", token);
        writer.WriteNumber("expires_in", YearInSeconds);
        writer.WriteString("client_id", client);
        writer.WriteString("issuer", issuer);
        if (issuedType is not null)
        {
            writer.WriteString("issued_token_type", issuedType);
        }
        writer.WriteEndObject();
    });

    private Answer Create(CoreRequest request)
    {
        RequireAuthentication();
        request.RequireJson();
        var body = request.JsonObject();
        var scopes = (body["scopes"] as JsonArray)?.Select(Json.Text).OfType<string>().ToArray() ?? ["openid", "profile", "credentials"];
        var user = request.Principal;
        var token = core.Tokens.Personal(user.Name, user.ClientId, Json.String(body, "name") ?? Names.TwoWords(), scopes, request.RemoteAddress);
        return Answer(token, user.ClientId, core.Endpoint, issuedType: null) with { ApiHeaders = true, ContentType = MediaTypes.JsonUtf8 };
    }

    private Answer List(CoreRequest request)
    {
        RequireAuthentication();
        var page = PageRequest.Parse(request.Query, null, StandardSize);
        var tokens = core.Tokens.PersonalOf(request.Principal.Name);
        var content = tokens.Skip((int)Math.Min(page.Offset, int.MaxValue)).Take(page.Size)
            .Select(token => (ReadOnlyMemory<byte>)Json.Write(writer => Write(writer, token)));
        return Hosting.Answer.Document(PageWriter.Write([.. content], tokens.Count, page));
    }

    private PersonalToken? Find(CoreRequest request)
    {
        RequireAuthentication();
        var token = core.Tokens.PersonalById(request.Route["id"]);
        return token is null || token.User == request.Principal.Name ? token : throw CoreError.Boot(500);
    }

    private void RequireAuthentication()
    {
        if (core.Options.Auth == AuthMode.Off)
        {
            throw CoreError.Boot(403);
        }
    }

    private static void Write(Utf8JsonWriter writer, PersonalToken token)
    {
        writer.WriteStartObject();
        writer.WriteString("id", token.Id);
        writer.WriteString("name", token.Name);
        writer.WriteString("user", token.User);
        writer.WriteString("issuedAt", Timestamps.Boot(token.Issued));
        writer.WriteString("expiresAt", Timestamps.Boot(token.Expires));
        writer.WriteStartArray("scopes");
        foreach (var scope in token.Scopes)
        {
            writer.WriteStringValue(scope);
        }
        writer.WriteEndArray();
        writer.WriteString("ipAddress", token.Address);
        writer.WriteEndObject();
    }
}
