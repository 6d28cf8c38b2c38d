using System.Net.Http.Headers;
using System.Text;

namespace DigitalHub.Backends.SignIns;

/// <summary>User and password with each request. A core answers 403 to wrong ones, never 401 (contract 0.18): there is nothing to renew.</summary>
internal sealed class PasswordCredentials : ICredentials
{
    private readonly AuthenticationHeaderValue _header;

    public PasswordCredentials(PasswordSignIn signIn)
    {
        // RFC 7617: the first colon ends the name.
        if (signIn.User.Contains(':', StringComparison.Ordinal)) throw Errors.Value($"The user's name from {signIn.Source} has a colon, which this way of signing in can't carry.", "user");
        User = signIn.User;
        _header = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{signIn.User}:{signIn.Password.Reveal()}")));
    }

    public string? User { get; }

    public DateTimeOffset? Expires => null;

    public string Method => "basic";

    public ValueTask<AuthenticationHeaderValue?> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult<AuthenticationHeaderValue?>(_header);

    public ValueTask<bool> RenewAsync(AuthenticationHeaderValue? refused, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}
