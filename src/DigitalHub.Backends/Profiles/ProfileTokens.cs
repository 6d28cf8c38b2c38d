using System.Globalization;
using DigitalHub.Backends.SignIns;

namespace DigitalHub.Backends.Profiles;

/// <summary>Tokens in a section of the ini file, shared with other processes, dhcli and the SDK: written under the keys that they are read from.</summary>
internal sealed class ProfileTokens(CoreOptions options, ProfilePlace place) : ISharedTokens
{
    private readonly ProfileFile _file = new(place.File);

    // Another process holds the lock while it asks the server.
    public Task<IDisposable?> LockAsync(CancellationToken cancellationToken) => _file.LockAsync(options.Timeout, cancellationToken);

    public TokenSet? Read()
    {
        try
        {
            if (_file.Read() is not { } document || !IsOurs(document)) return null;
            var access = First(document, ProfileKeys.AccessToken);
            return access is null || access.AsSpan().ContainsAnyExceptInRange('!', '~')
                ? null
                : TokenSet.Given(options.Clock, new Secret(access), First(document, ProfileKeys.RefreshToken) is { } refresh ? new Secret(refresh) : null, ProfileTime.Parse(document.Get(place.Section, ProfileKeys.ExpiresAt)));
        }
        catch (DigitalHubException exception)
        {
            Notices.Verbose(exception.Message);
            return null;
        }
    }

    public void Write(TokenSet tokens)
    {
        try
        {
            _file.Change(document =>
            {
                if (IsOurs(document)) Set(document, tokens);
                else Notices.Warning($"The tokens are kept in this session only: the profile [{place.Section}] in {place.File} is about another core than {options.Endpoint.AbsoluteUri}.");
            });
        }
        catch (DigitalHubException exception)
        {
            Notices.Warning($"The new tokens are kept in this session only, and others have to sign in again. {exception.Message}");
        }
    }

    private bool IsOurs(IniDocument document) => Cores.Of(document, place.Section) is not { } other || Cores.AreSame(options.Endpoint, other);

    private void Set(IniDocument document, TokenSet tokens)
    {
        var isNew = !document.HasSection(place.Section);
        // What the other programs start with, and this one in its next session.
        if (isNew && document.Get(IniParser.DefaultSection, ProfileKeys.CurrentSection) is null) document.Set(IniParser.DefaultSection, ProfileKeys.CurrentSection, place.Section);
        if (Cores.Of(document, place.Section) is null)
        {
            document.Set(place.Section, ProfileKeys.Endpoint, options.Endpoint.AbsoluteUri.TrimEnd('/'));
            if (tokens.ClientId is not null) document.Set(place.Section, ProfileKeys.ClientId[0], tokens.ClientId);
        }
        Replace(document, ProfileKeys.AccessToken, tokens.Access, add: true);
        Replace(document, ProfileKeys.RefreshToken, tokens.Refresh ?? (ProfileKeys.RefreshToken.Any(name => document.HasOwn(place.Section, name)) ? new Secret(string.Empty) : null), add: true);
        if (tokens.Fields.TryGetValue("id_token", out var identity)) Replace(document, ProfileKeys.IdToken, identity, add: false);
        if (tokens.Expires is { } expires && (isNew || document.HasOwn(place.Section, ProfileKeys.ExpiresAt))) document.Set(place.Section, ProfileKeys.ExpiresAt, ProfileTime.Format(expires));
        foreach (var (name, value) in tokens.Fields)
        {
            if (IsStorage(name) && document.HasOwn(place.Section, name)) SetIfPossible(document, name, value.Reveal());
        }
    }

    // Credentials for storage come with new tokens and end with the old ones (contract 9.3).
    private static bool IsStorage(string name) =>
        name is "expires_in" || name.StartsWith("aws_", StringComparison.Ordinal) || name.StartsWith("db_", StringComparison.Ordinal) || name.StartsWith("trino_", StringComparison.Ordinal)
        || name.StartsWith("container_registry_", StringComparison.Ordinal) || name.StartsWith("dh_", StringComparison.Ordinal);

    private void SetIfPossible(IniDocument document, string name, string value)
    {
        try
        {
            document.Set(place.Section, name, value);
        }
        catch (FormatException)
        {
            Notices.Verbose($"The value of {name} can't be kept in {place.File}.");
        }
    }

    private void Replace(IniDocument document, string[] names, Secret? value, bool add)
    {
        if (value is null) return;
        string[] present = [.. names.Where(name => document.HasOwn(place.Section, name))];
        foreach (var name in present.Length > 0 ? present : add ? names[..1] : []) document.Set(place.Section, name, value.Reveal());
    }

    private string? First(IniDocument document, string[] names) => names.Select(name => document.Get(place.Section, name)).FirstOrDefault(value => !string.IsNullOrEmpty(value));
}

/// <summary>Times in the ini file, as dhcli writes them.</summary>
internal static class ProfileTime
{
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
