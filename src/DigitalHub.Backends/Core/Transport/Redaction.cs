using System.Collections.Concurrent;
using System.Net.Http.Headers;

namespace DigitalHub.Backends.Core;

/// <summary>Takes a session's secrets out of what a server said: a server or a proxy may quote what it was sent.</summary>
internal sealed class Redaction
{
    /// <summary>Shorter secrets turn up in words by chance: taken out there, they would show what they are.</summary>
    public const int Shortest = 4;

    /// <summary>What stands in the place of words that hold a short secret.</summary>
    public const string LeftOut = "(left out, since it holds a secret)";

    // As many as are remembered: a session that lives long renews its tokens again and again.
    private const int Most = 16;

    private readonly ConcurrentQueue<string> _secrets = new();

    public Redaction(SignIn signIn)
    {
        foreach (var secret in Of(signIn)) Add(secret?.Reveal());
    }

    /// <summary>Remembers what a request was signed with.</summary>
    public void Remember(AuthenticationHeaderValue? header) => Add(header?.Parameter);

    /// <summary>The text without secrets.</summary>
    public string? Of(string? text)
    {
        if (text is null) return null;
        foreach (var secret in _secrets)
        {
            if (secret.Length < Shortest && text.Contains(secret, StringComparison.Ordinal)) return LeftOut;
            text = text.Replace(secret, "(secret)", StringComparison.Ordinal);
        }
        return text;
    }

    private static IEnumerable<Secret?> Of(SignIn signIn) => signIn switch
    {
        PasswordSignIn basic => [basic.Password],
        TokenSignIn token => [token.AccessToken, token.RefreshToken],
        PersonalTokenSignIn personal => [personal.Token],
        ClientSignIn client => [client.ClientSecret],
        _ => [],
    };

    private void Add(string? secret)
    {
        if (string.IsNullOrEmpty(secret) || _secrets.Contains(secret)) return;
        _secrets.Enqueue(secret);
        if (_secrets.Count > Most) _secrets.TryDequeue(out _);
    }
}
