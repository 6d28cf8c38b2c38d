using System.Text.Json;
using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Hosting;

namespace DigitalHub.FakeCore.Routes;

/// <summary>The public documents about the server (contract, section 9.6; <c>discovery.json</c>).</summary>
internal sealed class DiscoveryRoutes(CoreServices core)
{
    private bool Oidc => core.Options.Auth == AuthMode.Oidc;

    public IEnumerable<Route> Routes() =>
    [
        new("GET", "/.well-known/configuration", Permission.Public, _ => Answer.Plain(WriteConfiguration) with { ApiHeaders = true }),
        new("GET", "/.well-known/openid-configuration", Permission.Public, _ =>
            core.Options.Auth == AuthMode.Off ? throw CoreError.Boot(500) : Answer.Plain(WriteOpenId)),
    ];

    private IEnumerable<string> Grants => Oidc
        ? ["refresh_token", "client_credentials", "authorization_code", "urn:ietf:params:oauth:grant-type:token-exchange"]
        : ["refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"];

    private void WriteConfiguration(Utf8JsonWriter writer)
    {
        var level = core.Rules.Level;
        var endpoint = core.Endpoint;
        writer.WriteStartObject();
        if (level >= 15)
        {
            writer.WriteString("container_registry", "");
        }
        writer.WriteString("dhcore_api_level", level.ToString(System.Globalization.CultureInfo.InvariantCulture));
        writer.WriteString("dhcore_api_version", "v1");
        if (core.Options.Auth != AuthMode.Off)
        {
            WriteList(writer, "dhcore_authentication_methods", Oidc ? ["jwt", "basic", "oidc"] : ["basic"]);
        }
        if (Oidc)
        {
            writer.WriteString("dhcore_client_id", core.Options.EffectiveClientId);
        }
        writer.WriteString("dhcore_default_files_store", "s3://dhcore");
        writer.WriteString("dhcore_endpoint", endpoint);
        writer.WriteString("dhcore_name", "dhcore");
        if (core.Options.Auth != AuthMode.Off)
        {
            writer.WriteString("dhcore_realm", endpoint);
        }
        writer.WriteString("dhcore_version", core.Rules.Version);
        if (level >= 15)
        {
            writer.WriteString("k8s_namespace", "default");
        }
        // 0.13 says nothing of OAuth without authentication.
        if (level >= 14 || core.Options.Auth != AuthMode.Off)
        {
            WriteOAuth(writer, "oauth2_");
        }
        writer.WriteEndObject();
    }

    private void WriteOpenId(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteOAuth(writer, "");
        writer.WriteEndObject();
    }

    private void WriteOAuth(Utf8JsonWriter writer, string prefix)
    {
        var endpoint = core.Endpoint;
        if (Oidc)
        {
            writer.WriteString(prefix + "authorization_endpoint", endpoint + "/auth/authorize");
        }
        WriteList(writer, prefix + "grant_types_supported", Grants);
        writer.WriteString(prefix + "issuer", endpoint);
        writer.WriteString(prefix + "jwks_uri", endpoint + "/auth/jwks");
        WriteList(writer, prefix + "response_types_supported", ["code"]);
        WriteList(writer, prefix + "scopes_supported", ["profile", "offline_access", "openid", "credentials"]);
        writer.WriteString(prefix + "token_endpoint", endpoint + "/auth/token");
        WriteList(writer, prefix + "token_endpoint_auth_methods_supported", ["none", "client_secret_post", "client_secret_basic"]);
        if (Oidc)
        {
            writer.WriteString(prefix + "userinfo_endpoint", endpoint + "/auth/userinfo");
        }
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }
        writer.WriteEndArray();
    }
}
