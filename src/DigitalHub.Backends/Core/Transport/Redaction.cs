using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

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

    private readonly string[] _given;
    private readonly ConcurrentQueue<string> _later = new();

    // Asked for when there is a text: the system may take long to find out which proxy it would use.
    private readonly Lazy<string[]> _ofProxy;

    public Redaction(CoreOptions options)
    {
        _given = [.. Of(options.SignIn).Select(secret => secret?.Reveal()).OfType<string>().Where(secret => secret.Length > 0)];
        _ofProxy = new(() => Of(ProxySignIn.Of(options)));
    }

    /// <summary>Remembers what a request was signed with.</summary>
    public void Remember(AuthenticationHeaderValue? header)
    {
        if (header?.Parameter is not { } secret || secret.Length == 0 || _given.Contains(secret) || _later.Contains(secret)) return;
        _later.Enqueue(secret);
        if (_later.Count > Most) _later.TryDequeue(out _);
    }

    /// <summary>The text without secrets.</summary>
    public string? Of(string? text)
    {
        if (text is null) return null;
        foreach (var secret in _given.Concat(_later).Concat(_ofProxy.Value))
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

    // The longest first: what is left of one that another is part of would show it.
    private static string[] Of(NetworkCredential? proxy) => proxy is not { Password.Length: > 0 }
        ? []
        : [Convert.ToBase64String(Encoding.UTF8.GetBytes($"{proxy.UserName}:{proxy.Password}")), Uri.EscapeDataString(proxy.Password), proxy.Password];
}
