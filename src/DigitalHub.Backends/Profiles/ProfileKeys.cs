namespace DigitalHub.Backends.Profiles;

/// <summary>
/// The keys of an ini section (clients A 5.1, B 2.2), and with them the environment variables, which are the same in capitals.
/// The names without prefix are those of the SDK up to 0.13; they are no variables.
/// </summary>
internal static class ProfileKeys
{
    public const string Endpoint = "dhcore_endpoint";
    public const string ExpiresAt = "dhcore_expires_at";
    public const string CurrentSection = "current_environment";

    // The variable has no prefix, and neither has the key.
    public const string Project = "project_name";

    public static readonly string[] AccessToken = ["dhcore_access_token", "access_token"];
    public static readonly string[] RefreshToken = ["dhcore_refresh_token", "refresh_token"];
    public static readonly string[] IdToken = ["dhcore_id_token", "id_token"];
    public static readonly string[] PersonalToken = ["dhcore_personal_access_token", "dhcore_pat"];
    public static readonly string[] ClientId = ["dhcore_client_id", "client_id"];
    public static readonly string[] ClientSecret = ["dhcore_client_secret"];
    public static readonly string[] User = ["dhcore_user"];
    public static readonly string[] Password = ["dhcore_password"];
    public static readonly string[] Belongs = [Endpoint, "dhcore_issuer", "issuer", "oauth2_issuer"];
}
